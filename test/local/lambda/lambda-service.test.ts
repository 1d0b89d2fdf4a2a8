import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { strToU8, zipSync } from "fflate";
import { startLambda, type LambdaService } from "../../../local/lambda/lambda-service";

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

const start = (code: string, maxConcurrency?: number) => {
  const zipPath = path.join(folder, "test.zip");
  writeFileSync(zipPath, zipSync({ "index.js": strToU8(code) }));
  lambda = startLambda({
    functions: [{ arn: ARN, name: "test", zipPath, timeoutSeconds: 10, environment: {} }],
    workFolder: folder,
    environment: {},
    ...(maxConcurrency !== undefined && { maxConcurrency }),
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

  it("has no more invocations at once than maxConcurrency, and no more instances", async () => {
    const ran = await runs(start(CODE, 2), 8);

    const runningWhenBegun = ran.map(
      ({ begunAt }) => ran.filter((other) => other.begunAt < begunAt && begunAt < other.endedAt).length + 1,
    );
    expect(Math.max(...runningWhenBegun)).toBeLessThanOrEqual(2);
    expect(ran.filter(({ seen }) => seen === 1).length).toBeLessThanOrEqual(2);
  });

  it("gives the place of a failed invocation to the next", async () => {
    const service = start(CODE, 1);

    await expect(service.invoke(ARN, { fail: true })).rejects.toMatchObject({ name: "ASKED_TO" });

    expect(await runs(service, 2)).toHaveLength(2);
  });

  it.each([
    ["does not load", "throw Object.assign(new Error('broken'), { name: 'BROKEN' })", "BROKEN"],
    ["ends its process while it loads", "process.exit(3)", "Runtime.ExitError"],
  ])("fails the invocation of code that %s", async (_, code, name) => {
    const service = start(code);

    await expect(service.invoke(ARN, {})).rejects.toMatchObject({ name });
  });
});
