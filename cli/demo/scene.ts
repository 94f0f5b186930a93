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

/** In the clip, and to be found present. */
const attending = [
  ...people(
    'sample6.jpg',
    [
      [0.167, 0.4],
      [0.372, 0.283],
      [0.615, 0.25],
      [0.807, 0.233],
    ],
    1,
  ),
  ...people(
    'sample5.jpg',
    [
      [0.445, 0.14],
      [0.6375, 0.225],
      [0.805, 0.33],
      [0.35, 0.345],
    ],
    5,
  ),
]
/** Enrolled, and never in the clip. */
const missing = people(
  'sample3.jpg',
  [
    [0.3675, 0.304],
    [0.6125, 0.233],
    [0.8, 0.27],
  ],
  9,
)

export const demoPeople: readonly DemoPerson[] = [...attending, ...missing]
export const expectedPresent: readonly string[] = attending.map((person) => person.number)

/** Photos the camera moves over, one after another; the last one shows people whom nobody enrolled. */
export const demoShots = [
  { photo: 'sample6.jpg', seconds: 6 },
  { photo: 'sample5.jpg', seconds: 6 },
  { photo: 'sample2.jpg', seconds: 3 },
] as const
