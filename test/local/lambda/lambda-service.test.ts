import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { strToU8, zipSync } from "fflate";
import { startLambda, type LambdaOptions, type LambdaService } from "../../../local/lambda/lambda-service";

const ARN = "arn:aws:lambda:us-west-2:111122223333:function:test";

/** Answers when it ran, and how many invocations its instance had seen and had under way. */
const CODE = `
  let seen = 0, running = 0;
  exports.handler = async ({ fail }) => {
    if (fail) throw Object.assign(new Error("asked to"), { name: "ASKED_TO" });
    const begunAt = Date.now();
    seen += 1; running += 1;
    const atOnce = running;
    await new Promise((resolve) => setTimeout(resolve, 20));
    running -= 1;
    return { begunAt, endedAt: Date.now(), seen, atOnce };
  };`;

interface Ran {
  readonly begunAt: number;
  readonly endedAt: number;
  readonly seen: number;
  readonly atOnce: number;
}

let folder: string;
let lambda: LambdaService | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "sechub lambda-"));
});
afterEach(async () => {
  await lambda?.close();
  lambda = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const start = (code: string, concurrency: LambdaOptions["concurrency"] = {}, atOnce = Infinity) => {
  const zipPath = path.join(folder, "test.zip");
  writeFileSync(zipPath, zipSync({ "index.js": strToU8(code) }));
  lambda = startLambda({
    functions: ["test", "other"].map((name) => ({
      arn: ARN.replace(/test$/, name),
      name,
      zipPath,
      timeoutSeconds: 10,
      environment: {},
    })),
    workFolder: folder,
    environment: {},
    concurrency,
    atOnce,
  });
  return lambda;
};

const runs = (service: LambdaService, count: number) =>
  Promise.all(Array.from({ length: count }, () => service.invoke(ARN, {}))) as Promise<Ran[]>;

describe("the local Lambda", () => {
  it("runs one invocation at a time in each instance", async () => {
    const ran = await runs(start(CODE), 8);

    expect(ran.map(({ atOnce }) => atOnce)).toEqual(Array(8).fill(1));
  });

  it("works on no more invocations at once than it is told, and has no more instances; the others wait and are answered", async () => {
    const ran = await runs(start(CODE, {}, 2), 8);

    const runningWhenBegun = ran.map(
      ({ begunAt }) => ran.filter((other) => other.begunAt < begunAt && begunAt < other.endedAt).length + 1,
    );
    expect(Math.max(...runningWhenBegun)).toBeLessThanOrEqual(2);
    expect(ran.filter(({ seen }) => seen === 1).length).toBeLessThanOrEqual(2);
  });

  it("counts those that wait for the machine as running", async () => {
    const service = start(CODE, { account: 3 }, 1);

    expect(await atOnce(service, Array(5).fill("test") as string[])).toMatchObject({ answered: 3 });
  });

  /** Of invocations at once, by function: how many were answered, and the Reason of each that was throttled. */
  const atOnce = async (service: LambdaService, names: readonly string[]) => {
    const outcomes = await Promise.allSettled(names.map((name) => service.invoke(ARN.replace(/test$/, name), {})));
    const reasons = outcomes.flatMap((outcome) => {
      if (outcome.status === "fulfilled") return [];
      expect(outcome.reason).toMatchObject({ errorName: "TooManyRequestsException", status: 429 });
      return [(outcome.reason as { members: { Reason: string } }).members.Reason];
    });
    return { answered: outcomes.length - reasons.length, reasons };
  };
  const ACCOUNT = "ConcurrentInvocationLimitExceeded";
  const RESERVED = "ReservedFunctionConcurrentInvocationLimitExceeded";

  it("throttles at once what is above the account's concurrency, and keeps nothing waiting", async () => {
    const service = start(CODE, { account: 2 });

    expect(await atOnce(service, Array(8).fill("test") as string[])).toEqual({
      answered: 2,
      reasons: Array(6).fill(ACCOUNT),
    });
    // The places are free again.
    expect(await atOnce(service, ["test", "other", "test"])).toEqual({ answered: 2, reasons: [ACCOUNT] });
  });

  it("gives a function its reserved places and no others, and the rest to all the others", async () => {
    const service = start(CODE, { account: 3, reserved: { test: 1 } });

    expect(await atOnce(service, ["test", "test", "other", "other", "other"])).toEqual({
      answered: 3,
      reasons: [RESERVED, ACCOUNT],
    });
  });

  it("runs no function with a reserved concurrency of 0", async () => {
    const service = start(CODE, { reserved: { test: 0 } });

    expect(await atOnce(service, ["test", "other"])).toEqual({ answered: 1, reasons: [RESERVED] });
  });

  it("gives the place of a failed invocation to the next", async () => {
    const service = start(CODE, { account: 1 });

    await expect(service.invoke(ARN, { fail: true })).rejects.toMatchObject({ name: "ASKED_TO" });

    expect(await atOnce(service, ["test"])).toEqual({ answered: 1, reasons: [] });
  });

  it.each([
    ["does not load", "throw Object.assign(new Error('broken'), { name: 'BROKEN' })", "BROKEN"],
    ["ends its process while it loads", "process.exit(3)", "Runtime.ExitError"],
  ])("fails the invocation of code that %s", async (_, code, name) => {
    const service = start(code);

    await expect(service.invoke(ARN, {})).rejects.toMatchObject({ name });
  });
});
