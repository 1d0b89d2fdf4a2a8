/** What arrives over a wire is unknown until it has been looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The JSON object in `text`, or undefined when it holds anything else. */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Absent and null mean the same on AWS's wires. */
export const isAbsent = (value: unknown): value is undefined | null => value === undefined || value === null;

export const isIntegerBetween = (value: unknown, lowest: number, highest: number): value is number =>
  Number.isInteger(value) && (value as number) >= lowest && (value as number) <= highest;

/** For messages: the value as it was sent, short. */
export const show = (value: unknown): string => (JSON.stringify(value) ?? "nothing").slice(0, 80);
