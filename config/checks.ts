/** http or https on 127.0.0.0/8, [::1] or localhost: an origin alone, so that it can carry no password and no path. */
export const isLoopbackUrl = (url: string): boolean =>
  /^https?:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?\/?$/.test(url) && URL.canParse(url);

const SCHEDULE_FORM = 'must be rate(…) or cron(…), such as "rate(1 hour)" or "cron(0 3 * * ? *)"';

/**
 * Why this is no repeating expression of EventBridge Scheduler, or undefined; `at(…)` would prune once.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function scheduleProblem(expression: string): string | undefined {
  const [, fields] = /^cron\((.+)\)$/.exec(expression) ?? [];
  return fields === undefined ? rateProblem(expression) : cronProblem(fields.toUpperCase().split(" "));
}

function rateProblem(expression: string): string | undefined {
  const [, value, unit, plural] = /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  if (value === undefined) return SCHEDULE_FORM;
  if ((value === "1") === (plural === "")) return undefined;
  return `must be rate(${value} ${value === "1" ? unit : `${unit}s`}): AWS wants the unit to agree with the number`;
}

interface CronField {
  readonly plural: string;
  readonly least: number;
  readonly most: number;
  /** Names of the values, from the least on. */
  readonly names?: readonly string[];
  /** What else AWS takes in this field. */
  readonly special?: RegExp;
}

const CRON_FIELDS: readonly CronField[] = [
  { plural: "minutes", least: 0, most: 59 },
  { plural: "hours", least: 0, most: 23 },
  { plural: "days of the month", least: 1, most: 31, special: /^(\?|L|LW|([1-9]|[12]\d|3[01])W)$/ },
  { plural: "months", least: 1, most: 12, names: "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ") },
  {
    plural: "days of the week",
    least: 1,
    most: 7,
    names: "SUN MON TUE WED THU FRI SAT".split(" "),
    special: /^(\?|L|[1-7]L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)#[1-5])$/,
  },
  { plural: "years", least: 1970, most: 2199 },
];

function cronProblem(fields: readonly string[]): string | undefined {
  if (fields.length !== CRON_FIELDS.length)
    return `must have six fields, each after one blank, and has ${fields.length}`;
  for (const [index, field] of CRON_FIELDS.entries()) {
    const wrong = fields[index]?.split(",").find((part) => !isCronPart(part, field));
    if (wrong !== undefined)
      return `the ${field.plural} of a cron go from ${rangeOf(field)}: "${wrong}" is not allowed`;
  }
  const [, , dayOfMonth, , dayOfWeek] = fields;
  return (dayOfMonth === "?") === (dayOfWeek === "?")
    ? 'must have one "?": for the day of the month or for the day of the week'
    : undefined;
}

const rangeOf = ({ least, most, names }: CronField): string =>
  `${least} to ${most}${names === undefined ? "" : ` or ${names.at(0)} to ${names.at(-1)}`}`;

/** A star, a value or two with a dash between them, each with an optional step: star/15, 0-30/5, MON-FRI. */
function isCronPart(part: string, field: CronField): boolean {
  if (field.special?.test(part)) return true;
  const [, range = "", step] = /^([^/]+)(?:\/([1-9]\d*))?$/.exec(part) ?? [];
  if (range === "*") return step === undefined || Number(step) <= field.most;
  const ends = range.split("-");
  return ends.length <= 2 && ends.every((end) => isCronValue(end, field)) && Number(step ?? 1) <= field.most;
}

const isCronValue = (text: string, { least, most, names }: CronField): boolean =>
  names?.includes(text) === true || (/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most);
