import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { differencesOf } from "../../../ops/plan/differences";
import { readRawPlan } from "../../../ops/plan/read-plan";
import { planText, resource } from "./plan-json";

const plan = (parts: Readonly<Record<string, unknown>>) => readRawPlan("p", planText(parts));
const differences = (a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>) =>
  differencesOf(plan(a), plan(b));

/** An update of x.y, beside something that is not changed. */
const update = (before: object | null, after: object | null, more: object = {}) => ({
  resource_changes: [
    { ...resource("x.y", { before, after, ...more }) },
    resource("x.same", { actions: ["no-op"], before: { a: 1 }, after: { a: 1 } }),
  ],
});
const FIRST = update({ a: 1, token: "t1" }, { a: 2, token: "t1" });

describe("what two plans would do differently", () => {
  it.each<readonly [string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ["the same", FIRST, []],
    ["the same, with keys in another order", update({ token: "t1", a: 1 }, { token: "t1", a: 2 }), []],
    ["what moves by itself is another, and is not changed", update({ a: 1, token: "t2" }, { a: 2, token: "t2" }), []],
    ["what is not set is left out, or null", update({ a: 1, b: null }, { a: 2 }), []],
    ["the value after is another", update({ a: 1 }, { a: 3 }), ["x.y"]],
    ["the value before is another", update({ a: 0 }, { a: 2 }), ["x.y"]],
    ["a value deep inside is another", update({ a: 1, b: [{ c: 1 }] }, { a: 2, b: [{ c: 2 }] }), ["x.y"]],
    ["one attribute more is changed", update({ a: 1, b: false }, { a: 2, b: true }), ["x.y"]],
    ["a value is not known yet", update({ a: 1 }, {}, { unknown: { a: true } }), ["x.y"]],
    [
      "a part of a value is not known yet",
      update({ a: 1, b: [1] }, { a: 2, b: [1] }, { unknown: { b: [true] } }),
      ["x.y"],
    ],
    ["it becomes sensitive", update({ a: 1 }, { a: 2 }, { afterSensitive: { a: true } }), ["x.y"]],
    ["it is replaced", update({ a: 1 }, { a: 2 }, { actions: ["delete", "create"] }), ["x.y"]],
    ["the replacement is forced by something else", update({ a: 1 }, { a: 2 }, { replacePaths: [["b"]] }), ["x.y"]],
    ["it is imported", update({ a: 1 }, { a: 2 }, { importing: { id: "i" } }), ["x.y"]],
    ["it is moved", update({ a: 1 }, { a: 2 }, { movedFrom: "x.old" }), ["x.y"]],
    ["it is destroyed", update({ a: 1 }, null), ["x.y"]],
    ["nothing is left to do", { resource_changes: [] }, ["x.y"]],
    [
      "something more is made",
      { resource_changes: [...FIRST.resource_changes, resource("a.b", { after: {} })] },
      ["a.b"],
    ],
    [
      "what was only read is still read",
      { resource_changes: [...FIRST.resource_changes, resource("data.a.b", { actions: ["read"], after: {} })] },
      [],
    ],
    [
      "an output changes",
      { ...FIRST, output_changes: { arn: { actions: ["update"], before: 1, after: 2 } } },
      ["output arn"],
    ],
    ["an output stays", { ...FIRST, output_changes: { arn: { actions: ["no-op"], before: 1, after: 1 } } }, []],
    ["the plan was not finished", { ...FIRST, complete: false }, ["an unfinished plan"]],
  ])("%s", (_, second, expected) => {
    expect(differences(FIRST, second)).toEqual(expected);
    expect(differences(second, FIRST)).toEqual(expected);
  });

  it("takes what is known only after apply for the same, whatever it was before", () => {
    const replaced = (token: string) => update({ a: 1, token }, { a: 2 }, { unknown: { token: true } });
    expect(differences(replaced("t1"), replaced("t2"))).toEqual([]);
  });

  it.each(["delete", "forget"])("takes what is to %s for the same, whatever it was", (action) => {
    const gone = (before: object) => update(before, null, { actions: [action] });
    expect(differences(gone({ id: "i", a: 1 }), gone({ id: "i", a: 2 }))).toEqual([]);
  });

  it.each<readonly [string, readonly string[], object | null]>([
    ["destroys", ["delete"], null],
    ["forgets", ["forget"], null],
    ["replaces", ["delete", "create"], { a: 2 }],
    ["updates", ["update"], { a: 2 }],
  ])("tells apart what %s another object that stands at the address", (_, actions, after) => {
    for (const key of ["id", "arn", "name"]) {
      const of = (which: string) => update({ a: 1, [key]: which }, after && { ...after, [key]: which }, { actions });
      expect(differences(of("one"), of("other"))).toEqual(["x.y"]);
      expect(differences(of("one"), of("one"))).toEqual([]);
    }
  });

  it("tells what terraform puts off, and why", () => {
    const deferred = (reason: string, before: object = { id: "i" }) => ({
      ...FIRST,
      deferred_changes: [{ reason, resource_change: resource("x.z", { before }) }],
    });
    const first = deferred("instance_count_unknown");
    expect(differences(FIRST, first)).toEqual(["x.z (deferred)"]);
    expect(differences(first, FIRST)).toEqual(["x.z (deferred)"]);
    expect(differences(first, deferred("provider_config_unknown"))).toEqual(["x.z (deferred)"]);
    expect(differences(first, deferred("instance_count_unknown", { id: "j" }))).toEqual(["x.z (deferred)"]);
    expect(differences(first, deferred("instance_count_unknown"))).toEqual([]);
    expect(differences(FIRST, { ...FIRST, deferred_changes: [{}] })).toEqual(["something (deferred)"]);
  });

  it("tells apart a deposed object and the resource itself", () => {
    const [deposed] = [{ ...resource("x.y", { before: { a: 1 } }), deposed: "d1" }];
    expect(differences({ resource_changes: [deposed] }, { resource_changes: [] })).toEqual(["x.y (deposed d1)"]);
  });

  it("takes no unfinished plan for the same, not even as itself", () => {
    expect(differences({ complete: false }, { complete: false })).toEqual(["an unfinished plan"]);
  });

  it("compares what is known only after apply as a whole", () => {
    const output = (before: unknown, after: unknown, after_unknown: unknown) => ({
      output_changes: { o: { actions: ["update"], before, after, after_unknown } },
    });
    expect(differences(output("a", null, true), output("b", null, true))).toEqual([]);
    expect(differences(output("a", "c", false), output("b", "c", false))).toEqual(["output o"]);
  });
});

describe("npm run plan -- --from DIR --same-as DIR", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "sechub same-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, plans: Readonly<Record<string, string>>) => {
    mkdirSync(path.join(folder, name));
    for (const [file, text] of Object.entries(plans)) writeFileSync(path.join(folder, name, file), text);
  };
  const compare = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/run.mjs", "ops/plan/main.ts", ...args], {
      env: { PATH: process.env["PATH"], INIT_CWD: folder },
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  };

  it("ends with 0 when they do the same, and with 2 and the resources by name when not", () => {
    const text = planText(FIRST);
    write("plan", { "shared.json": text, "orchestration.waits": "shared\n" });
    write("same", { "shared.json": text });
    write("other", { "shared.json": planText(update({ a: 1 }, { a: "secret" })), "routing.json": text });

    expect(compare("--from", "plan", "--same-as", "same")).toEqual({
      status: 0,
      stdout: "both do the same\n",
      stderr: "",
    });
    const { status, stdout } = compare("--from", "plan", "--same-as", "other");
    expect(status).toBe(2);
    expect(stdout).toBe("shared: x.y\nrouting: planned in one of them only\n");
  });

  it.each([
    [["--same-as", "plan"], "--same-as compares with the plans of --from DIR: say both"],
    [["--from", "plan", "--same-as", "nowhere"], "--same-as "],
    [["--from", "nowhere", "--same-as", "plan"], "--from "],
  ])("ends with 1 and one line for %j", (args, says) => {
    write("plan", { "shared.json": planText({}) });
    const { status, stdout, stderr } = compare(...args);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(says);
    expect(stderr.trimEnd()).not.toContain("\n");
  });

  it("takes two folders without any plan for no answer", () => {
    write("plan", {});
    write("other", {});
    expect(compare("--from", "plan", "--same-as", "other").status).toBe(1);
  });
});
