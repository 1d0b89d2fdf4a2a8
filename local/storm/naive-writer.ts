import type { Turnstile } from "../lambda/at-most";

/** Waits between the tries of BlockTraffic, as the published seed has them: 3 tries in all. */
export const RETRY_WAITS_MS: readonly number[] = [2_000, 4_000];

export interface NaiveOptions {
  /** The host that each finding names, in their order of arrival. */
  readonly hosts: readonly string[];
  /** Describe, add the host, update. Throws when the firewall refused either call. */
  readonly addHost: (host: string) => Promise<void>;
  /** A try holds a place; the wait before the next does not, since Step Functions waits and no function. */
  readonly inTurn: Turnstile;
  /** Who has not begun a try by then gives up. */
  readonly limitMs: number;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  readonly onEnd?: (execution: NaiveExecution) => void;
}

export interface NaiveExecution {
  readonly status: "SUCCEEDED" | "FAILED";
  readonly error?: string;
  /** One that found its host recorded has nothing to do and nothing to tell. */
  readonly told: boolean;
}

export interface NaiveRun {
  readonly executions: readonly NaiveExecution[];
  /** What it believes: a row for each host, EnforcedAt once its update was taken. */
  readonly rows: readonly { readonly HostIp: string; readonly EnforcedAt?: string }[];
}

/**
 * The writer that one would write first, and that the seed is: the first finding of a host records it and updates the
 * firewall; a later one finds the row and ends, whether or not the block was made.
 */
export async function runNaiveWriter(options: NaiveOptions): Promise<NaiveRun> {
  const { hosts, now } = options;
  const enforcedAt = new Map<string, string | undefined>();
  const endsAt = now() + options.limitMs;
  const execute = async (host: string): Promise<NaiveExecution> => {
    if (enforcedAt.has(host)) return { status: "SUCCEEDED", told: false };
    enforcedAt.set(host, undefined);
    const error = await addWithRetry(host, options, endsAt);
    if (error !== undefined) return { status: "FAILED", error, told: true };
    enforcedAt.set(host, new Date(now()).toISOString());
    return { status: "SUCCEEDED", told: true };
  };
  const executions = await Promise.all(
    hosts.map(async (host) => {
      const execution = await execute(host);
      options.onEnd?.(execution);
      return execution;
    }),
  );
  const rows = [...enforcedAt].map(([HostIp, at]) => ({ HostIp, ...(at !== undefined && { EnforcedAt: at }) }));
  return { executions, rows };
}

/** Answers the name of the last error, or undefined when the host was added. */
async function addWithRetry(host: string, options: NaiveOptions, endsAt: number): Promise<string | undefined> {
  const { addHost, inTurn, now, sleep } = options;
  for (let tried = 0; ; tried += 1) {
    const error = await inTurn(async () => {
      if (now() >= endsAt) return OUT_OF_TIME;
      return addHost(host).then(
        () => undefined,
        (thrown: unknown) => (thrown instanceof Error ? thrown.name : String(thrown)),
      );
    });
    const waitMs = RETRY_WAITS_MS[tried];
    if (error === undefined || error === OUT_OF_TIME || waitMs === undefined) return error;
    await sleep(waitMs);
  }
}

/** The name of the error of those who gave up at the limit. */
export const OUT_OF_TIME = "OutOfTime";
