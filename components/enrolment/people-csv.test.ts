import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parsePeopleCsv } from './people-csv'

test('[ENR-1] people.csv is read with a head line in any order of columns', () => {
  expect(parsePeopleCsv('Name,E-mail,ID\nAda Lovelace,ada@example.org,12\nAlan Turing,,13\n')).toEqual([
    { id: '12', name: 'Ada Lovelace', email: 'ada@example.org' },
    { id: '13', name: 'Alan Turing', email: null },
  ])
})

test('[ENR-1] without a head line the columns are id, name, email; semicolons and a byte order mark are fine', () => {
  expect(parsePeopleCsv('\uFEFFada;"Lovelace; Ada";ada@example.org\r\nalan;Alan Turing')).toEqual([
    { id: 'ada', name: 'Lovelace; Ada', email: 'ada@example.org' },
    { id: 'alan', name: 'Alan Turing', email: null },
  ])
})

test('[ENR-1] doubled quotes stand for one, empty lines and lines without an id are left out, the first of an id counts', () => {
  expect(parsePeopleCsv('id,name\n1,"The ""Count"""\n\n,nobody\n1,again')).toEqual([
    { id: '1', name: 'The "Count"', email: null },
  ])
})

test('[ENR-2] no text breaks the reader', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      expect(parsePeopleCsv(text).every((line) => line.id !== '')).toBe(true)
    }),
  )
})
