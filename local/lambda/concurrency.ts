import { AwsError } from "../stand-ins/aws-error";

/** How many invocations run at once. Functions with a reserve have that many places and no others; the rest share. */
export interface ConcurrencyLimits {
  /** Places of the whole account, the reserved ones among them; a new account has 10. @default no limit */
  readonly account?: number;
  /** Places of a function, by its name; 0 stops it. @default none is reserved */
  readonly reserved?: Readonly<Record<string, number>>;
}

export interface Places {
  /** Takes a place. @throws TooManyRequests when none is free; nobody waits for one */
  readonly take: (functionName: string) => void;
  readonly giveBack: (functionName: string) => void;
}

/**
 * Lambda's answer to an invocation for which no place is free: HTTP 429. `Reason` says whose limit it was.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (Errors)
 */
export class TooManyRequests extends AwsError {
  constructor(reason: "ConcurrentInvocationLimitExceeded" | "ReservedFunctionConcurrentInvocationLimitExceeded") {
    super("TooManyRequestsException", "Rate Exceeded.", 429, { Reason: reason });
  }
}

/**
 * Counts the invocations that run.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html (reserved and unreserved concurrency)
 */
export function placesOf({ account = Infinity, reserved = {} }: ConcurrencyLimits): Places {
  const shared = account - Object.values(reserved).reduce((sum, places) => sum + places, 0);
  const running = new Map<string, number>();
  const SHARED = "";
  const poolOf = (name: string) => (Object.hasOwn(reserved, name) ? name : SHARED);
  const inPool = (pool: string) => running.get(pool) ?? 0;
  return {
    take: (name) => {
      const pool = poolOf(name);
      if (pool !== SHARED && inPool(pool) >= (reserved[pool] ?? 0))
        throw new TooManyRequests("ReservedFunctionConcurrentInvocationLimitExceeded");
      if (pool === SHARED && inPool(pool) >= shared) throw new TooManyRequests("ConcurrentInvocationLimitExceeded");
      running.set(pool, inPool(pool) + 1);
    },
    giveBack: (name) => {
      const pool = poolOf(name);
      running.set(pool, inPool(pool) - 1);
    },
  };
}
