/** What crosses between a process and a thread of its own. Both ends are this program, so nothing of it is parsed. */
export interface Asked<Question> {
  readonly id: number
  readonly question: Question
}

export type Answered<Answer> =
  { readonly id: number; readonly answer: Answer } | { readonly id: number; readonly trouble: string }
