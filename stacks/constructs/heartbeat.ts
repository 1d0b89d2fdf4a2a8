/** Periods of an hour each, so that the whole may be a week. */
const HOUR_SECONDS = 3_600;

/**
 * CloudWatch looks back at most a week, period times periods, and with periods under an hour only a day:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const LONGEST_HOURS = 604_800 / HOUR_SECONDS;

/** Three runs are missed and the fourth is due: one that is only late is not a missed one. */
const INTERVALS = 4;

/** A run every 24 hours at the rarest: one is missed, and the next is due. */
const DAILY_CRON_HOURS = 48;

const UNIT_MINUTES = { minute: 1, hour: 60, day: 1_440 } as const;

/**
 * Hours without a success after which a schedule's work is overdue.
 *
 * | schedule                                  | hours                                                        |
 * | ----------------------------------------- | ------------------------------------------------------------ |
 * | rate, up to every 42 hours                | four intervals, whole hours: 4 for rate(1 hour), 1 at least  |
 * | rate, up to a week                        | 168, the longest: 3 to 1 missed runs                         |
 * | cron that runs every day                  | 48                                                           |
 * | cron of several weekdays, such as MON-FRI | 168: the longest pause between two different weekdays is 144 |
 * | what runs once a week or less often       | undefined: an alarm would ring between two runs that are fine |
 */
export function overdueHours(schedule: string): number | undefined {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  if (count === undefined) return cronHours(schedule);
  const minutes = Number(count) * UNIT_MINUTES[unit as keyof typeof UNIT_MINUTES];
  return minutes < LONGEST_HOURS * 60 ? Math.min(Math.ceil((INTERVALS * minutes) / 60), LONGEST_HOURS) : undefined;
}

const DAY = "(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)";
const SEVERAL_WEEKDAYS = new RegExp(`^${DAY}([-,]${DAY})+$`, "i");

function cronHours(schedule: string): number | undefined {
  const [, , dayOfMonth, month, dayOfWeek = "", year] = schedule.replace(/^cron\(|\)$/g, "").split(" ");
  if (month !== "*" || year !== "*") return undefined;
  if (dayOfMonth === "*" || dayOfWeek === "*") return DAILY_CRON_HOURS;
  return SEVERAL_WEEKDAYS.test(dayOfWeek) ? LONGEST_HOURS : undefined;
}

/** For an alarm that rings when the sum of successes is below 1 for so long. */
export const silenceOf = (hours: number) => ({
  statistic: "Sum" as const,
  comparison: "LessThanThreshold" as const,
  threshold: 1,
  periodSeconds: HOUR_SECONDS,
  evaluationPeriods: hours,
  // No execution, no data: that is the very silence.
  treatMissingData: "breaching" as const,
  lasting: true,
});
