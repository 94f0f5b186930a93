/** Something the person at the terminal can mend; everything else is a bug and keeps its stack. */
export class BadInput extends Error {}
