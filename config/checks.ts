import { parseAllowlistEntry } from "../functions/domain/allowlist";

/** An address or a CIDR of either family; a prefix of 0 would switch blocking off without saying so. */
export function isAllowlistEntry(entry: string): boolean {
  const range = parseAllowlistEntry(entry);
  return range !== undefined && range[1] > 0;
}

/** http or https on 127.0.0.0/8, [::1] or localhost. */
export function isLoopbackUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return /^https?:$/.test(protocol) && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/** A repeating expression of EventBridge Scheduler; `at(…)` would prune once. */
export const isScheduleExpression = (expression: string): boolean =>
  /^rate\([1-9]\d* (minute|minutes|hour|hours|day|days)\)$/.test(expression) ||
  /^cron\((\S+ ){5}\S+\)$/.test(expression);
