const UNITS = { h: 1, d: 24 } as const;
const MOST_HOURS = 87_600;

/** Hours of "72h" or "3d"; undefined for anything else, and for more than ten years. */
export function hoursOf(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,5})([hd])$/.exec(text) ?? [];
  const hours = Number(count) * UNITS[unit as keyof typeof UNITS];
  return hours <= MOST_HOURS ? hours : undefined;
}
