/** What a command has around it, so that tests own it. */
export interface Io {
  /** A line of the answer. */
  readonly write: (line: string) => void;
  /** A line beside it, for the person at the keyboard. */
  readonly note: (line: string) => void;
  /** undefined: nobody is there to be asked. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
}
