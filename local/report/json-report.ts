import type { Report } from "./report";

/** One JSON object a line, for scripts. */
export const jsonReport =
  (write: (line: string) => void): Report =>
  (event) =>
    write(JSON.stringify(event));
