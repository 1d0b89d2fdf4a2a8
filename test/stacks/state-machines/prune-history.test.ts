import { PAGE_HOSTS_MIN } from "../../../config/schema";
import type { LambdaService } from "../../../local/lambda/lambda-service";
import { runExecution, type Execution } from "../../../local/step-functions/run-execution";
import pruneIp from "../../../stacks/state-machines/prune-ip.asl.json";
import { enforced, nothingRemoved } from "../../functions/messages/notifications";

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html (history events of an execution) */
const MOST_EVENTS = 25_000;
/** A rule group of 30,000 units: an address costs 2. */
const MOST_HOSTS = 15_000;

/** What each page may meet on its way, and the prune still fits: other reconciles to wait for, and tries that fail. */
const WAITS_OF_A_PAGE = 5;
const RETRIES_OF_A_PAGE = 5;

/**
 * Events of a state that is passed once: entered and exited, and for a Task scheduled, started and succeeded between them.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
const EVENTS: Readonly<Record<string, number>> = { Task: 5, Choice: 2, Pass: 2, Wait: 2, Succeed: 2 };
/** A try that failed: TaskFailed, and the next one is scheduled and started. */
const RETRY_EVENTS = 3;
/** ExecutionStarted and ExecutionSucceeded. */
const EXECUTION_EVENTS = 2;

const eventsOf = ({ states, retries }: Execution): number =>
  states
    .filter(({ error }) => error === undefined)
    .reduce((sum, { stateType }) => sum + (EVENTS[stateType] ?? NaN), EXECUTION_EVENTS) +
  retries.length * RETRY_EVENTS;

/** A prune of so many pages; `waits` rounds of its reconciles find another one running, `failures` tries fail. */
async function prune(pages: number, { waits = 0, failures = 0 } = {}): Promise<Execution> {
  let left = { pages, waits, failures };
  const answers: Readonly<Record<string, () => unknown>> = {
    "${GetIpFromDdbArn}": () => ({
      PruneNeeded: true,
      ExpiredCount: 1,
      Expired: [{ HostIp: "5.6.7.8", ExpiresAt: "2026-01-01T00:00:00.000Z" }],
      More: left.pages > 1,
      Cursor: "5.6.7.8",
    }),
    "${RemoveIpFromDdbArn}": () => {
      left = { ...left, pages: left.pages - 1 };
      return { ...nothingRemoved, RemovedCount: 1, More: left.pages > 0 };
    },
    "${UpdateNfRgArn}": () => {
      if (left.failures > 0) {
        left = { ...left, failures: left.failures - 1 };
        throw Object.assign(new Error("no place"), { name: "Lambda.TooManyRequestsException" });
      }
      const wait = left.waits > 0;
      if (wait) left = { ...left, waits: left.waits - 1 };
      return enforced({ RetryAfterSeconds: wait ? 1 : 0 });
    },
    "${SendGdFindingArn}": () => ({ Sent: 1, AlreadyTold: 0, RetryAfterSeconds: 0, Digests: [] }),
  };
  const lambda: LambdaService = {
    logLines: [],
    close: () => Promise.resolve(),
    invoke: (name) => Promise.resolve().then(() => answers[name]?.()),
  };
  const machine = { arn: "arn:aws:states:us-west-2:1:stateMachine:prune", name: "prune", definition: pruneIp as never };
  const execution = await runExecution({ machine, lambda, name: "run", input: {}, retryScale: 0 });
  expect(execution).toMatchObject({ status: "SUCCEEDED" });
  return execution;
}

const cost = async () => {
  const one = eventsOf(await prune(1));
  const page = eventsOf(await prune(2)) - one;
  const wait = eventsOf(await prune(1, { waits: 1 })) - one;
  const retry = eventsOf(await prune(1, { failures: 1 })) - one;
  return { one, page, wait, retry };
};

it("a page takes 21 history events, each wait for another reconcile 9 more, each retry 3", async () => {
  expect(await cost()).toMatchObject({ page: 21, wait: 9, retry: 3 });
});

it("the smallest page that may be configured keeps 15,000 expired hosts within the history of one execution", async () => {
  const { one, page, wait, retry } = await cost();
  const busyPage = page + WAITS_OF_A_PAGE * wait + RETRIES_OF_A_PAGE * retry;
  const pagesOf = (pageHosts: number) => Math.ceil(MOST_HOSTS / pageHosts);

  expect(one + pagesOf(PAGE_HOSTS_MIN) * busyPage).toBeLessThan(MOST_EVENTS);
  // Nothing is forbidden without need: the next smaller page would not fit.
  expect(one + pagesOf(PAGE_HOSTS_MIN - 2) * busyPage).toBeGreaterThan(MOST_EVENTS);
});
