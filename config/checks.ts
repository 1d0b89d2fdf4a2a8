import { parseCidr } from "../functions/domain/cidr";

/** An address or a CIDR of either family; a prefix of 0 would switch blocking off without saying so. */
export function isAllowlistEntry(entry: string): boolean {
  const cidr = parseCidr(entry);
  return cidr !== undefined && cidr.prefix > 0;
}

/** http or https on 127.0.0.0/8, [::1] or localhost: an origin alone, so that it can carry no password and no path. */
export const isLoopbackUrl = (url: string): boolean =>
  /^https?:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?\/?$/.test(url) && URL.canParse(url);

/** A repeating expression of EventBridge Scheduler; `at(…)` would prune once. */
export const isScheduleExpression = (expression: string): boolean =>
  /^rate\([1-9]\d* (minute|minutes|hour|hours|day|days)\)$/.test(expression) || isCron(expression);

/** Six fields, of which the day of the month or the day of the week is "?": AWS refuses both and neither. */
function isCron(expression: string): boolean {
  const [, fields = ""] = /^cron\(([\w*?,/# -]+)\)$/.exec(expression) ?? [];
  const [, , dayOfMonth, , dayOfWeek, year, ...more] = fields.split(" ");
  return year !== undefined && more.length === 0 && (dayOfMonth === "?") !== (dayOfWeek === "?");
}
