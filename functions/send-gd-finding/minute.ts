/** The minute of a moment, as its digest is named: 2030-01-31T07:15Z. */
export const minuteOf = (moment: Date): string => `${moment.toISOString().slice(0, 16)}Z`;

/** The moment at which it ends; of what is no minute: now. */
export function endOf(minute: string, now: Date): Date {
  const begin = Date.parse(minute);
  return Number.isNaN(begin) ? now : new Date(begin + 60_000);
}

export const minuteAfter = (minute: string, now: Date): string => minuteOf(endOf(minute, now));
