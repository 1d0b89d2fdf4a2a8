import { array, object } from "../domain/finding";

/** The ids of the findings that an input speaks of, joined and cut to 512 characters; "" when it speaks of none. */
export function findingIds(input: unknown): string {
  const top = object(input);
  const event = "Event" in top ? object(top.Event) : top;
  const ids = array(object(event.detail).findings).map((finding) => object(finding).Id);
  return [...array(top.FindingIds), ...ids]
    .filter((id) => typeof id === "string")
    .join(" ")
    .slice(0, 512);
}
