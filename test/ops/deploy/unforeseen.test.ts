import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { OpsError } from "../../../ops/command/ops-error";
import { runTerraform, type Terraform } from "../../../ops/terraform/run-terraform";
import { describeWithTerraform, RECONCILED, startDesk, type Desk } from "./support";

jest.setTimeout(120_000);

let desk: Desk;
beforeEach(async () => {
  desk = await startDesk();
});
afterEach(() => desk.close());

/** Does something else first, at one command in the folder of one stack, once shared is applied. */
function meddling(at: string, stack: string, meddle: () => void): Terraform {
  let begun = false;
  return async (folder, args, onLine) => {
    const [here, command] = [path.basename(folder), args[0]];
    begun ||= here === "shared" && command === "apply";
    if (begun && here === stack && command === at) meddle();
    return runTerraform(folder, args, onLine);
  };
}
const failing = (at: string, error: Error) =>
  meddling(at, "orchestration", () => {
    throw error;
  });

const GO_ON =
  "to go on: mend that, then npm run deploy -- --env ops again: what is applied stays, and only the rest is done";
const RECONCILE = "reconcile: the rules equal the table already";

describeWithTerraform("npm run deploy, stopped by what nobody has foreseen", () => {
  beforeEach(async () => {
    await desk.run("--yes");
    desk.set({ shared: { value: "new" }, orchestration: { value: "new" }, routing: { value: "new" } });
  });

  it("says what is applied and how to go on when a file cannot be written, reconciles, and goes on from there", async () => {
    const calls = desk.lambda.calls.length;
    const file = path.join(desk.outdir, "plans-anew", "orchestration.json");
    const terraform = meddling("show", "orchestration", () => mkdirSync(file));
    const { code, out, notes } = await desk.run("--yes", { terraform });

    expect(code).toBe(1);
    expect(out.slice(0, 6)).toEqual([
      "shared: applied",
      "stopped at orchestration",
      `orchestration: EISDIR: illegal operation on a directory, open '${file}'`,
      "applied: shared; not applied: orchestration, routing",
      GO_ON,
      RECONCILE,
    ]);
    expect(desk.lambda.calls.length).toBe(calls + 1);
    // The system's errors need no trace.
    expect(notes.join("\n")).not.toContain("    at ");

    expect(await desk.run("--yes")).toMatchObject({ code: 0 });
    expect(desk.valuesOf("routing")).toContain("new");
  });

  it("shows the trace of a defect, and says the same", async () => {
    const { code, out, notes } = await desk.run("--yes", {
      terraform: failing("plan", new TypeError("no\nsuch thing")),
    });
    expect(code).toBe(1);
    expect(out.slice(1, 6)).toEqual([
      "stopped at orchestration",
      "orchestration: TypeError: no such thing",
      "applied: shared; not applied: orchestration, routing",
      GO_ON,
      RECONCILE,
    ]);
    expect(notes.join("\n")).toMatch(/TypeError: no\nsuch thing\n {4}at /);
  });

  it.each([
    [
      "may have applied a part",
      new Error("EPIPE"),
      "applied: shared; perhaps in part: orchestration; not applied: routing",
    ],
    [
      "has applied nothing, since there is no terraform",
      new OpsError("TERRAFORM_MISSING", "it cannot be run"),
      "applied: shared; not applied: orchestration, routing",
    ],
  ])("says of a stack whose apply did not end that it %s", async (_, error, expected) => {
    const { code, text } = await desk.run("--yes", { terraform: failing("apply", error) });
    expect([code, text]).toEqual([1, expect.stringContaining(`\n${expected}\n`)]);
    expect(text).toContain(RECONCILE);
  });

  it("is not stopped by plans that cannot be deleted, and says where they are", async () => {
    const terraform: Terraform = async (folder, args, onLine) => {
      const result = await runTerraform(folder, args, onLine);
      if (folder.endsWith("routing") && args[0] === "apply") {
        rmSync(desk.outdir, { recursive: true });
        writeFileSync(desk.outdir, "a file");
      }
      return result;
    };
    const { code, text, notes } = await desk.run("--yes", { terraform });
    expect([code, text]).toEqual([0, expect.stringContaining(RECONCILE)]);
    const anew = path.join(desk.outdir, "plans-anew");
    expect(notes.join("\n")).toContain(`delete ${anew}, which holds plans with their secrets: ENOTDIR`);
  });

  it("tries the reconcile once more, as behind a deploy that went through: rights may still be on their way", async () => {
    const refused = new Error(JSON.stringify({ errorType: "FIREWALL_REFUSED", errorMessage: "AccessDenied" }));
    desk.world.reconciles = [refused, RECONCILED];
    const calls = desk.lambda.calls.length;
    const { code, text, notes } = await desk.run("--yes", { terraform: failing("plan", new Error("x")) });

    expect([code, desk.lambda.calls.length]).toEqual([1, calls + 2]);
    expect(text).toContain(RECONCILE);
    expect(text).not.toContain("FAILED");
    expect(notes.join("\n")).toContain("the reconcile failed; once more in 20 s");

    // Twice, and no more.
    desk.set({ shared: { value: "newer" } });
    desk.world.reconciles = [refused];
    const again = await desk.run("--yes", { terraform: failing("plan", new Error("x")) });
    expect([again.code, desk.lambda.calls.length]).toEqual([1, calls + 4]);
    expect(again.text).toContain("reconcile: FAILED: ");
  });

  it("does so only once for who interrupts: nobody waits for rights then", async () => {
    desk.world.reconciles = [
      new Error(JSON.stringify({ errorType: "FIREWALL_REFUSED", errorMessage: "AccessDenied" })),
    ];
    const calls = desk.lambda.calls.length;
    const interrupted = new OpsError("INTERRUPTED", "interrupted at terraform plan");
    const { code, text } = await desk.run("--yes", { terraform: failing("plan", interrupted) });
    expect([code, desk.lambda.calls.length]).toEqual([1, calls + 1]);
    expect(text).toContain("reconcile: FAILED: ");
  });
});
