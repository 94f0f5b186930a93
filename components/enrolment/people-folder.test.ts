import { expect, test } from 'vitest'
import { findPeopleCsv, nameOfSlug, readPeopleFolder } from './people-folder'

const files = (...paths: string[]) => paths.map((path) => ({ path, file: path }))
const numbersOf = (...paths: string[]) => {
  const read = readPeopleFolder(files(...paths), [])
  return read.ok ? read.value.people.map(({ number, photos }) => [number, photos.length]) : read.problem
}

test('[ENR-3] each sub-folder is a person and holds the person’s photos, deeper ones included', () => {
  expect(numbersOf('class/ada-l/1.jpg', 'class/ada-l/more/2.PNG', 'class/22-007/a.webp', 'class/notes.txt')).toEqual([
    ['22-007', 1],
    ['ada-l', 2],
  ])
})

test('[ENR-3] several folders dropped at once are people themselves', () => {
  expect(numbersOf('ada/1.jpg', 'bob/1.jpg')).toEqual([
    ['ada', 1],
    ['bob', 1],
  ])
})

test('[ENR-3] hidden files and what spreadsheets leave behind are no photos', () => {
  expect(numbersOf('class/ada/1.jpg', 'class/ada/.thumb.jpg', 'class/.git/x/1.jpg', 'class/__about.txt')).toEqual([
    ['ada', 1],
  ])
})

test('[ENR-4] a folder without photos, or with photos side by side, is refused with what to do', () => {
  expect(numbersOf('class/readme.md')).toMatch(/one folder a person/)
  expect(numbersOf('class/1.jpg', 'class/2.jpg')).toMatch(/named by registration number/)
})

test('[ENR-3] names come from people.csv, otherwise from the slug; what does not fit together is said', () => {
  const read = readPeopleFolder(files('c/ada-lovelace/1.jpg', 'c/22-007/1.jpg', 'c/stray.jpg'), [
    { id: '22-007', name: 'Alan Turing', email: 'alan@example.org' },
    { id: '22-008', name: 'Grace Hopper', email: null },
  ])
  if (!read.ok) throw new Error(read.problem)
  expect(read.value.people.map(({ name, email }) => [name, email])).toEqual([
    ['Alan Turing', 'alan@example.org'],
    ['Ada Lovelace', null],
  ])
  expect(read.value.remarks).toEqual([
    '1 photo lies outside the people’s folders.',
    '1 person of people.csv has no folder.',
  ])
})

test('[ENR-3] people.csv is found at the top only', () => {
  expect(findPeopleCsv(files('c/people.csv', 'c/ada/1.jpg'))).toBe('c/people.csv')
  expect(findPeopleCsv(files('c/ada/people.csv', 'c/ada/1.jpg'))).toBeNull()
  expect(nameOfSlug('ana_palacio')).toBe('Ana Palacio')
})
