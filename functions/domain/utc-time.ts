/** A time for people, to the minute: `2026-04-01 09:46 UTC`; "unknown" for what is not a time. */
export function utcTime(time: string | undefined): string {
  const milliseconds = Date.parse(time ?? "");
  if (Number.isNaN(milliseconds)) return "unknown";
  const [day = "", clock = ""] = new Date(milliseconds).toISOString().split("T");
  return `${day} ${clock.slice(0, 5)} UTC`;
}
