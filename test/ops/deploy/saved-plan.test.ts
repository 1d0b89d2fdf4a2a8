import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runTerraform } from "../../../ops/terraform/run-terraform";
import { describeWithTerraform, STACKS, startDesk, type Desk } from "./support";

jest.setTimeout(120_000);

let desk: Desk;
beforeEach(async () => {
  desk = await startDesk();
});
afterEach(() => desk.close());

const inPlan = (file: string) => path.join(desk.root, "plan", file);
/** Plans, and keeps the plans as CI's artifact does. */
async function keepPlan(): Promise<void> {
  const { error } = await desk.run("", { answers: ["n"] });
  expect(error).toBe("nothing was changed");
  rmSync(inPlan(""), { recursive: true, force: true });
  cpSync(path.join(desk.outdir, "plans"), inPlan(""), { recursive: true });
}
async function deployed(): Promise<void> {
  expect(await desk.run("--yes")).toMatchObject({ code: 0, error: "" });
}

describeWithTerraform("npm run deploy -- --plan DIR", () => {
  it("applies the plans of the folder, and says so stack after stack", async () => {
    await deployed();
    desk.set({ shared: { value: "new" }, routing: { value: "new" } });
    await keepPlan();
    const { code, out, notes } = await desk.run("--plan plan --yes");

    expect(code).toBe(0);
    expect(out.slice(0, 3)).toEqual(["shared: applied", "orchestration: no changes", "routing: applied"]);
    expect(notes.join("\n")).toContain("Plan of ops: changes in 2 of 3 stacks.");
    expect(desk.valuesOf("routing")).toContain("new");
    // Only what stands behind a stack that was applied is planned anew.
    expect(desk.terraformCalls.filter((call) => call.endsWith(" plan"))).toEqual([
      "orchestration plan",
      "routing plan",
    ]);
    expect(existsSync(inPlan("shared.tfplan"))).toBe(true);
  });

  it("asks before it applies them", async () => {
    await keepPlan();
    expect(await desk.run("--plan plan", { answers: ["n"] })).toMatchObject({ code: 1, error: "nothing was changed" });
    expect(await desk.run("--plan plan")).toMatchObject({
      code: 1,
      error: expect.stringContaining("say --yes. Nothing was changed") as string,
    });
    expect(desk.valuesOf("shared")).toEqual([]);
  });

  it("stops in front of a stack that nobody has looked at, and says how to go on", async () => {
    await keepPlan();
    const { code, out } = await desk.run("--plan plan --yes");

    expect(code).toBe(1);
    expect(out.slice(0, 5)).toEqual([
      "shared: applied",
      "stopped at orchestration",
      "orchestration could not be planned before the stacks in front of it were applied, so nobody has looked at what it does",
      "applied: shared; not applied: orchestration, routing",
      "to go on: mend that, then plan again (npm run plan -- --env ops), look at it, and deploy that plan: what is applied stays, and only the rest is done",
    ]);
    expect(out[5]).toMatch(/^reconcile: /);
    expect(desk.valuesOf("orchestration")).toEqual([]);
  });

  it("stops where a stack would do something else by now, shows what, and applies nothing of it", async () => {
    await deployed();
    desk.set({ shared: { output: "another" }, routing: { value: "new" } });
    await keepPlan();
    const { code, text, notes } = await desk.run("--plan plan --yes");

    expect(code).toBe(1);
    expect(text).toContain("orchestration would not do what was shown, in: terraform_data.taken");
    expect(text).toContain("applied: shared; not applied: orchestration, routing");
    expect(notes.join("\n")).toContain('input: "constant" → "another"');
    expect(desk.valuesOf("orchestration")).not.toContain("another");
    expect(desk.valuesOf("routing")).not.toContain("new");

    await keepPlan();
    expect(await desk.run("--plan plan --yes")).toMatchObject({ code: 0 });
    expect(desk.valuesOf("orchestration")).toContain("another");
  });

  it("takes the provider that made the plan, and no other", async () => {
    await deployed();
    desk.set({ shared: { value: "new" } });
    const own = path.join(desk.outdir, "stacks", "shared", ".terraform.lock.hcl");
    writeFileSync(own, "# the one that planned\n");
    await keepPlan();
    expect(readFileSync(inPlan("shared.terraform.lock.hcl"), "utf8")).toBe("# the one that planned\n");
    writeFileSync(own, "# another\n");
    const inits: (readonly string[])[] = [];
    const { code } = await desk.run("--plan plan --yes", {
      terraform: (folder, args, onLine) => {
        if (args[0] === "init" && path.basename(folder) === "shared") inits.push([...args, readFileSync(own, "utf8")]);
        return runTerraform(folder, args, onLine);
      },
    });

    expect(code).toBe(0);
    expect(inits).toEqual([
      ["init", "-no-color", "-input=false", "-reconfigure", "-lockfile=readonly", "# the one that planned\n"],
    ]);
  });

  it("takes a plan of the same files where there is no git", async () => {
    await deployed();
    desk.set({ routing: { value: "new" } });
    await keepPlan();
    expect(await desk.run("--plan plan --yes", { tree: undefined })).toMatchObject({ code: 0 });
  });

  it.each<readonly [string, () => void, string, RegExp]>([
    ["is not there", () => rmSync(inPlan(""), { recursive: true }), "", /^--plan \S.*plan: there is no such folder$/],
    [
      "has no origin",
      () => rmSync(inPlan("origin.json")),
      "",
      /origin\.json is missing: .* npm run plan wrote, as a whole$/,
    ],
    ["has an origin that is none", () => writeFileSync(inPlan("origin.json"), "[]"), "", /origin\.json cannot be read/],
    [
      "is of another environment",
      () => {},
      "--env other ",
      /plan is a plan of ops, not of other\. Nothing was changed$/,
    ],
    ["lacks a stack", () => rmSync(inPlan("shared.json")), "", /shared\.json is not of the same run .*plan again/],
    ["lacks what is applied", () => rmSync(inPlan("shared.tfplan")), "", /shared\.tfplan is not of the same run/],
    [
      "has a plan of another run",
      () => writeFileSync(inPlan("shared.tfplan"), "another"),
      "",
      /shared\.tfplan is not of the same run/,
    ],
    [
      "is of other files",
      () => desk.set({ routing: { value: "edited" } }),
      "",
      /was made of other files than this checkout synthesizes \(routing\/cdk\.tf\.json\): plan again\. Nothing was changed$/,
    ],
  ])("changes nothing when the folder %s, and says so in one line", async (_, change, more, says) => {
    await keepPlan();
    change();
    const { code, error, out } = await desk.run(`${more}--plan plan --yes`);

    expect([code, out]).toEqual([1, []]);
    expect(error).toMatch(says);
    expect(error).not.toContain("\n");
    expect(STACKS.map((stack) => desk.valuesOf(stack))).toEqual([[], [], []]);
  });

  it("changes nothing when the plan is of another commit", async () => {
    await keepPlan();
    const { code, error, out } = await desk.run("--plan plan --yes", { tree: "b".repeat(40) });

    expect([code, out]).toEqual([1, []]);
    expect(error).toMatch(
      /is a plan of another commit \(tree aaaaaaaaaaaa, this one is bbbbbbbbbbbb\): plan again\. Nothing/,
    );
    expect(desk.terraformCalls.filter((call) => call.endsWith("apply"))).toEqual([]);
  });
});
