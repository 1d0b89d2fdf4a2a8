import { array, object, readFinding, type Finding } from "../domain/finding";

/** The findings of an event, which may be anything at all: [] when it has none. */
export const eventFindings = (event: unknown): readonly Finding[] =>
  array(object(object(event).detail).findings).map(readFinding);
