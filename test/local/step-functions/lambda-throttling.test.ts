import { TooManyRequests } from "../../../local/lambda/concurrency";
import type { LambdaService } from "../../../local/lambda/lambda-service";
import { runExecution } from "../../../local/step-functions/run-execution";
import recordIp from "../../../stacks/state-machines/record-ip.asl.json";
import { recorded } from "../../functions/messages/notifications";
import { event } from "../../support/findings";

const THROTTLED = "Lambda.TooManyRequestsException";
const TRIES = recordIp.States.RecordIp.Retry[0]?.MaxAttempts ?? 0;

/** RecordIp's function, throttled so many times, and failing by another error in between; all others have no place. */
async function recordAfter(throttles: number, otherFailures = 0, retryScale = 0) {
  let [left, failures] = [throttles, otherFailures];
  const lambda: LambdaService = {
    logLines: [],
    close: () => Promise.resolve(),
    invoke: (name) => {
      if (name !== "${AddIpToDdbArn}") return Promise.reject(new TooManyRequests("ConcurrentInvocationLimitExceeded"));
      if (left-- > 0) return Promise.reject(new TooManyRequests("ConcurrentInvocationLimitExceeded"));
      if (failures-- > 0) return Promise.reject(Object.assign(new Error("crashed"), { name: "Lambda.Unknown" }));
      return Promise.resolve(recorded({ NewIP: false, IPList: [], Refused: [] }));
    },
  };
  const machine = { arn: "arn:aws:states:us-west-2:1:stateMachine:m", name: "m", definition: recordIp as never };
  return runExecution({ machine, lambda, name: "run", input: event(), retryScale });
}

it("a throttled invocation is tried again as often as the definition says, and other errors as often as before", async () => {
  const { status, retries } = await recordAfter(TRIES, 5);

  expect(status).toBe("SUCCEEDED");
  expect(retries.filter(({ error }) => error === THROTTLED).map(({ attempt }) => attempt)).toEqual(
    Array.from({ length: TRIES }, (_, index) => index + 1),
  );
  expect(retries.filter(({ error }) => error === "Lambda.Unknown")).toHaveLength(5);
});

it("one more throttle fails the execution by Lambda's name, with what Lambda said as the cause", async () => {
  expect(await recordAfter(TRIES + 1)).toMatchObject({
    status: "FAILED",
    error: THROTTLED,
    cause: "Rate Exceeded. (Service: AWSLambda; Status Code: 429; Error Code: TooManyRequestsException)",
  });
});

it("scaled retries keep the shape of the waits: each up to its own limit, up to the same cap", async () => {
  const scale = 0.001;
  const { retries } = await recordAfter(TRIES, 0, scale);

  // A timer may end late, and by chance each wait may be short: the least of the later ones tells nothing, the sum does.
  const early = retries.slice(0, 3).reduce((sum, { waitedMs }) => sum + waitedMs, 0);
  const all = retries.reduce((sum, { waitedMs }) => sum + waitedMs, 0);
  expect(retries).toHaveLength(TRIES);
  expect(all).toBeGreaterThan(early);
});
