import { environments } from "../../../config/environments";
import { configSchema } from "../../../config/schema";
import { scannedConfigs, WITH_KEY } from "../../../scripts/policy/environments";
import { SKIPS } from "../../../scripts/policy/skips";
import { allResources, synth } from "../../support/synth";
import { problemsAfter, recorded, toFailed, without } from "./recorded";

describe("a customer's key", () => {
  const aboutKeys = SKIPS.filter(({ endsWith }) => endsWith !== undefined);
  /** These need no skip without a key either: SQS encrypts by itself. */
  const ALWAYS = ["CKV_AWS_27", "CKV2_AWS_73"];

  it("is what these checks ask for", () => {
    expect(aboutKeys.map((skip) => skip.check).sort()).toEqual([
      "CKV_AWS_119",
      "CKV_AWS_145",
      "CKV_AWS_158",
      "CKV_AWS_173",
      "CKV_AWS_26",
      "CKV_AWS_297",
      "CKV_AWS_345",
      "CKV_AWS_346",
    ]);
  });

  it.each([...aboutKeys.map((skip) => skip.check), ...ALWAYS])("%s passes with it, and fails nowhere", (id) => {
    const { passed, failed } = recorded["everything-with-key"].report;
    expect(passed.filter((line) => line.startsWith(`${id} `)).length).toBeGreaterThan(0);
    expect(failed.filter((line) => line.startsWith(`${id} `))).toEqual([]);
  });

  it.each(aboutKeys.map((skip) => skip.check))("%s is not skipped where there is one", (id) => {
    const line = recorded["everything-with-key"].report.passed.find((each) => each.startsWith(`${id} `)) ?? "";
    expect(problemsAfter({ withKey: toFailed(line) })).toEqual([`${line}: a check (with-key)`]);
  });

  it.each(aboutKeys.map((skip) => skip.check))("%s must have been checked where there is one", (id) => {
    const problems = problemsAfter({ withKey: without(new RegExp(`^${id} `)) });
    expect(problems).not.toEqual([]);
    for (const problem of problems) expect(problem).toMatch(`${id} aws_`);
  });
});

describe("skips", () => {
  it("have a check, resources that there are, and a reason", () => {
    const { synthesized } = recorded["everything-no-key"];
    const now = allResources(synth({ firewall: { policy: { name: "edge" } } }));
    const addresses = [
      ...synthesized.filter((each) => each.startsWith("aws_s3_")),
      ...now.map(({ type, address }) => `${type}.${address}`),
    ];
    for (const { check: id, resources, because } of SKIPS) {
      expect(id).toMatch(/^CKV2?_AWS_\d+$/);
      expect(because.length).toBeGreaterThan(40);
      for (const pattern of resources) {
        const found = addresses.filter(
          (each) => each === pattern || (pattern.endsWith("*") && each.startsWith(pattern.slice(0, -1))),
        );
        expect([id, pattern, found.length > 0]).toEqual([id, pattern, true]);
      }
    }
  });

  it("are one for each check", () => {
    const ids = SKIPS.map((skip) => skip.check);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it("go when nothing needs them", () => {
    const old = { check: "CKV_AWS_27", resources: ["aws_sqs_queue.*"], because: "of a time without encryption" };
    expect(problemsAfter({ skips: [...SKIPS, old] })).toEqual([
      "CKV_AWS_27 aws_sqs_queue.*: fails nowhere any more: take it out of skips.ts",
    ]);
  });
});

describe("what is scanned", () => {
  const configs = new Map(scannedConfigs().map((config) => [config.environment, config]));
  const keysIn = (name: string) => (JSON.stringify(configs.get(name)).match(/:kms:[^"]+/g) ?? []).length;

  it("is every environment of the config, and one with every option, without a key and with one", () => {
    expect([...configs.keys()]).toEqual([...Object.keys(environments), "everything-no-key", WITH_KEY]);
    expect([keysIn("everything-no-key"), keysIn(WITH_KEY)]).toEqual([1, 3]);
    expect(configs.get("everything-no-key")?.notifications.topicKmsKeyArn).toBeDefined();
  });

  it("sets every setting that may be absent, but the one for emulators", () => {
    const absent = Object.entries(configSchema.shape).filter(
      ([, setting]) => setting.safeParse(undefined).data === undefined,
    );
    const left = absent.map(([name]) => name).filter((name) => !(name in (configs.get(WITH_KEY) ?? {})));
    expect(left).toEqual(["endpoints"]);
  });
});
