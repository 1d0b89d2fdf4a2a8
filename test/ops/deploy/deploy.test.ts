import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runTerraform, type Terraform } from "../../../ops/terraform/run-terraform";
import { describeWithTerraform, holdLock, impatient, RECONCILED, STACKS, startDesk, type Desk } from "./support";

jest.setTimeout(120_000);

let desk: Desk;
beforeEach(async () => {
  desk = await startDesk();
});
afterEach(() => desk.close());

/** Fails when it is made. */
const BROKEN = {
  broken: { input: "x", depends_on: ["terraform_data.own"], provisioner: { "local-exec": { command: "exit 3" } } },
};
const values = () => STACKS.map((stack) => desk.valuesOf(stack));
const NOTHING = [[], [], []];
const deployed = async () => {
  const { code, error } = await desk.run("--yes");
  expect([code, error]).toEqual([0, ""]);
};

describeWithTerraform("npm run deploy", () => {
  it("deploys for the first time: asks for each stack, once it can be planned", async () => {
    const { code, out, notes, questions } = await desk.run("", { answers: ["y", "yes", "y"] });

    expect(code).toBe(0);
    expect(questions).toHaveLength(3);
    expect(out.slice(0, 3)).toEqual(["shared: applied", "orchestration: applied", "routing: applied"]);
    expect(values()).toEqual([["a"], ["a", "constant"], ["a", "constant"]]);
    const told = notes.join("\n");
    expect(told).toContain("deploy ops: 3 stacks to apply, in this order: shared, orchestration, routing");
    expect(told).toMatch(/orchestration could not be planned before; this is what it does/);
    // Terraform's own progress, and not the values that it puts out.
    expect(told).toMatch(/^ {2}terraform_data\.own: Creating\.\.\.$/m);
    expect(told).not.toMatch(/Outputs:|cross-stack-output-given = /);
    expect(existsSync(path.join(desk.outdir, "plans-anew"))).toBe(false);
  });

  it("goes on by itself with --yes, and then has nothing to do and nothing to ask", async () => {
    await deployed();
    const again = await desk.run("", { answers: [] });

    expect(again).toMatchObject({ code: 0, questions: [] });
    expect(again.out.slice(0, 3)).toEqual(STACKS.map((stack) => `${stack}: no changes`));
    expect(desk.terraformCalls.filter((call) => call.endsWith(" apply"))).toEqual([]);
    expect(again.text).toContain("reconcile: the rules equal the table already");
    expect(again.text).toContain("smoke test: a sample finding went through sechub-ops-record-ip");
  });

  it("applies to the byte what was shown, and plans nothing anew when nothing in front of it was applied", async () => {
    await deployed();
    desk.set({ routing: { value: "new" } });
    const { code, notes } = await desk.run("", { answers: ["y"] });

    expect(code).toBe(0);
    expect(notes.join("\n")).toContain('input: "a" → "new"');
    expect(desk.valuesOf("routing")).toContain("new");
    expect(desk.terraformCalls.filter((call) => call === "routing plan")).toHaveLength(1);
  });

  it("plans anew behind a stack that was applied, and asks no more when that does the same", async () => {
    await deployed();
    desk.set({ shared: { value: "new" }, routing: { value: "new" } });
    const { code, questions } = await desk.run("", { answers: ["y"] });

    expect([code, questions.length]).toEqual([0, 1]);
    expect(desk.valuesOf("routing")).toContain("new");
    expect(desk.terraformCalls.filter((call) => call === "routing plan")).toHaveLength(2);
    expect(desk.terraformCalls.filter((call) => call === "orchestration plan")).toHaveLength(2);
  });

  it("asks again when an output that was applied changes what a later stack does", async () => {
    await deployed();
    desk.set({ shared: { output: "another" } });
    const { code, questions, notes, out } = await desk.run("", { answers: ["y", "n"] });

    expect([code, questions.length]).toEqual([1, 2]);
    expect(notes.join("\n")).toContain("orchestration would not do what was shown, in: terraform_data.taken");
    expect(out.slice(0, 5)).toEqual([
      "shared: applied",
      "stopped at orchestration",
      "orchestration: not applied, as you said",
      "applied: shared; not applied: orchestration, routing",
      "to go on: npm run deploy -- --env ops again: what is applied stays, and only the rest is done",
    ]);
    expect(desk.valuesOf("orchestration")).not.toContain("another");

    expect(await desk.run("--yes")).toMatchObject({ code: 0 });
    expect(desk.valuesOf("orchestration")).toContain("another");
  });

  it("tells of an apply that fails half-way what is done and how to go on, reconciles, and goes on from there", async () => {
    await deployed();
    desk.set({ shared: { value: "new" }, orchestration: { resources: BROKEN }, routing: { value: "new" } });
    const calls = desk.lambda.calls.length;
    const { code, out, text } = await desk.run("--yes");

    expect(code).toBe(1);
    expect(out[0]).toBe("shared: applied");
    expect(out[1]).toBe("stopped at orchestration");
    expect(text).toContain(
      "orchestration: terraform apply failed: it ended with 1\n  Error: local-exec provisioner error",
    );
    expect(text).toContain(
      "applied: shared; perhaps in part: orchestration; not applied: routing\nto go on: mend that, then",
    );
    expect(out.at(-2)).toBe("reconcile: the rules equal the table already");
    expect(desk.lambda.calls.length).toBe(calls + 1);
    expect(desk.world.events).toHaveLength(1);
    expect(desk.valuesOf("routing")).not.toContain("new");

    desk.set({ orchestration: {} });
    expect(await desk.run("--yes")).toMatchObject({ code: 0 });
    expect(desk.valuesOf("routing")).toContain("new");
  });

  it("says of a first stack that fails that it may be there in part, and reconciles all the same", async () => {
    desk.set({ shared: { resources: BROKEN } });
    const { code, text } = await desk.run("--yes");

    expect(code).toBe(1);
    expect(text).toContain("applied: nothing; perhaps in part: shared; not applied: orchestration, routing");
    expect(text).toContain("reconcile: ");
  });

  it("is refused by Terraform when the state has moved since the plan: nothing is done, so nothing is reconciled", async () => {
    await deployed();
    desk.set({ shared: { value: "new" } });
    const file = desk.stateFile("shared");
    const moved = readFileSync(file, "utf8").replace(/"serial": \d+/, '"serial": 99');
    const { code, text } = await desk.run("--yes", {
      terraform: (folder, args, onLine) => {
        if (args[0] === "apply") writeFileSync(file, moved);
        return runTerraform(folder, args, onLine);
      },
    });

    expect(code).toBe(1);
    expect(text).toContain("shared: terraform apply failed: the state has moved since this plan was made: plan again");
    expect(text).toContain("applied: nothing; not applied: shared, orchestration, routing");
    expect(text).not.toContain("reconcile:");
  });

  it("names a lock that is held, in one line and terraform's own words, and changes nothing", async () => {
    const letGo = await holdLock(desk, "shared");
    try {
      const { code, error, out } = await desk.run("--yes", { terraform: impatient });
      expect([code, out]).toEqual([1, []]);
      expect(error).toMatch(/^shared: terraform plan failed: the state is locked: somebody else plans or deploys/);
    } finally {
      await letGo();
    }
    expect(values()).toEqual(NOTHING);
  });

  it("changes nothing when who is asked says no", async () => {
    const { code, error, out } = await desk.run("", { answers: ["n"] });

    expect([code, out, error]).toEqual([1, [], "nothing was changed"]);
    expect(values()).toEqual(NOTHING);
  });

  it("waits ten minutes for a lock, where it plans as where it applies", async () => {
    const locks: string[] = [];
    const terraform: Terraform = (folder, args, onLine) => {
      locks.push(...args.filter((arg) => arg.startsWith("-lock")).map((arg) => `${args[0]} ${arg}`));
      return runTerraform(folder, args, onLine);
    };
    expect(await desk.run("--yes", { terraform })).toMatchObject({ code: 0 });
    expect(new Set(locks)).toEqual(new Set(["plan -lock-timeout=10m", "apply -lock-timeout=10m"]));
  });

  it("says what it waits for, and goes on once the lock is free", async () => {
    const letGo = await holdLock(desk, "shared");
    const terraform: Terraform = (folder, args, onLine) =>
      runTerraform(folder, args, (line) => {
        onLine?.(line);
        if (line.startsWith("Acquiring state lock")) void letGo();
      });
    const { code, notes } = await desk.run("--yes", { terraform });

    expect(code).toBe(0);
    expect(notes).toContain("shared: the state is locked; waiting for up to 10 minutes");
  });

  it("ends with 3 at a gate, and applies nothing", async () => {
    await deployed();
    desk.set({ routing: { resources: { old: { input: "o" } } } });
    await deployed();
    desk.set({ routing: {} });
    const { code, out, notes } = await desk.run("--yes --fail-on destroy");

    expect([code, out]).toEqual([3, []]);
    expect(notes.join("\n")).toContain("Stopped by --fail-on");
    expect(desk.valuesOf("routing")).toContain("o");
  });

  it("ends with 3 at a gate that only a later plan runs into", async () => {
    await deployed();
    const replaced = (by: string) => ({ resources: { r: { input: "r", triggers_replace: by } } });
    desk.set({ orchestration: replaced("${data.terraform_remote_state.before.outputs.cross-stack-output-given}") });
    await deployed();
    desk.set({ shared: { output: "another" } });
    const { code, text } = await desk.run("--yes --fail-on replace");

    expect(code).toBe(3);
    expect(text).toContain("orchestration does what --fail-on names: replace");
    expect(text).toContain("applied: shared; not applied: orchestration, routing");
  });

  it("reconciles once more when it fails behind an apply: new rights take a while to arrive", async () => {
    const refused = new Error(JSON.stringify({ errorType: "TABLE_REFUSED", errorMessage: "AccessDenied" }));
    desk.world.reconciles = [refused, RECONCILED];
    const { code, text, notes } = await desk.run("--yes");
    expect([code, desk.lambda.calls.length]).toEqual([0, 2]);
    expect(text).toContain("reconcile: the rules equal the table already");
    expect(notes.join("\n")).toContain("the reconcile failed; once more in 20 s");

    // Nothing was applied: nothing is to arrive.
    desk.world.reconciles = [refused, RECONCILED];
    expect(await desk.run("", { answers: [] })).toMatchObject({ code: 1 });
    expect(desk.lambda.calls).toHaveLength(3);
  });

  it("shows no secret", async () => {
    const secret = (value: string) => ({
      more: { variable: { password: { default: value, sensitive: true } } },
      resources: { secret: { input: "${var.password}" } },
    });
    desk.set({ shared: secret("hunter2") });
    const first = await desk.run("--yes");
    desk.set({ shared: secret("hunter3") });
    const second = await desk.run("--yes");

    expect([first.code, second.code]).toEqual([0, 0]);
    expect(readFileSync(desk.stateFile("shared"), "utf8")).toContain("hunter3");
    for (const { out, notes } of [first, second]) expect([...out, ...notes].join("\n")).not.toMatch(/hunter/);
  });
});
