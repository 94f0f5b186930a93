/**
 * What the demo shows, cut from the sample photos inside the face-api package. Places are fractions of the photo's
 * width and height: the middle of a head. No picture of anyone is part of this repository.
 */
export interface DemoPerson {
  readonly number: string
  readonly name: string
  readonly photo: string
  readonly head: { readonly x: number; readonly y: number }
}

const people = (
  photo: string,
  heads: readonly (readonly [x: number, y: number])[],
  firstNumber: number,
): DemoPerson[] =>
  heads.map(([x, y], index) => {
    const number = firstNumber + index
    return { number: `demo-${String(number).padStart(2, '0')}`, name: `Demo person ${number}`, photo, head: { x, y } }
  })

/** In the clip. Number 9 is enrolled from one photo and filmed in another. */
const attending = [
  ...people(
    'sample6.jpg',
    [
      [0.185, 0.41],
      [0.392, 0.32],
      [0.659, 0.297],
      [0.827, 0.269],
    ],
    1,
  ),
  ...people(
    'sample5.jpg',
    [
      [0.45, 0.154],
      [0.62, 0.227],
      [0.773, 0.379],
      [0.238, 0.727],
    ],
    5,
  ),
  ...people('sample3.jpg', [[0.613, 0.294]], 9),
]
/** Enrolled, and never in the clip. */
const missing = people(
  'sample3.jpg',
  [
    [0.356, 0.345],
    [0.832, 0.319],
  ],
  10,
)

export const demoPeople: readonly DemoPerson[] = [...attending, ...missing]
export const expectedPresent: readonly string[] = attending.map((person) => person.number)

/** Photos the camera moves over, one after another; in the last two are people whom nobody enrolled. */
export const demoShots = [
  { photo: 'sample6.jpg', seconds: 6 },
  { photo: 'sample5.jpg', seconds: 6 },
  { photo: 'sample1.jpg', seconds: 5 },
  { photo: 'sample2.jpg', seconds: 3 },
] as const
