import { ACTION_KINDS } from "../../functions/contract/action-kinds";
import { readFileSync } from "node:fs";
import { environments } from "../../config/environments";
import { configSchema, type ConfigInput } from "../../config/schema";
import { allResources, BOUNDARY_ARN, KEY_ARN, synth } from "../support/synth";

interface Section {
  readonly title: string;
  /** The articles that it stands for: the names in its first paragraph, "Article `a`." or "Articles `a`, `b`." */
  readonly articles: readonly string[];
  readonly text: string;
}

const sections = readFileSync("docs/runbook.md", "utf8")
  .split(/^## /m)
  .slice(1)
  .map((section): Section => {
    const [title = "", names = ""] = section.split("\n\n");
    const articles = /^Articles? /.test(names) ? [...names.matchAll(/`([\w-]+)`/g)].map(([, name = ""]) => name) : [];
    return { title, articles, text: section };
  });
const alarmSections = sections.filter(({ articles }) => articles.length > 0);

const EVERYTHING: ConfigInput = {
  kmsKeyArn: KEY_ARN,
  permissionsBoundaryArn: BOUNDARY_ARN,
  alarmEmail: "on-call@example.com",
  routing: { ipv6: true, portProbes: true, otherForms: true, openWorkflowOnly: true },
  blockActions: [...ACTION_KINDS],
  firewall: { policy: { name: "edge" } },
};
/** The article that an alarm's own text leads to. */
const articlesOf = (given: ConfigInput = {}) =>
  allResources(synth(given), "aws_cloudwatch_metric_alarm").map(
    ({ attributes }) => /docs\/runbook\.md, "([^"]+)"\.$/.exec(String(attributes["alarm_description"]))?.[1],
  );

describe("the runbook", () => {
  it.each([
    ["dev", environments["dev"]],
    ["an environment with everything on", EVERYTHING],
  ])("has one article for each alarm of %s", (_, given) => {
    const articles = articlesOf(given);
    expect(articles.length).toBeGreaterThan(25);
    for (const article of articles) {
      const found = alarmSections.filter(({ articles: names }) => names.includes(String(article)));
      expect([article, found.map(({ title }) => title)]).toEqual([article, [expect.any(String)]]);
    }
  });

  it("has no article for an alarm that there is not", () => {
    const articles = articlesOf(EVERYTHING);
    expect(alarmSections.flatMap(({ articles: names }) => names).filter((name) => !articles.includes(name))).toEqual(
      [],
    );
  });

  it.each(alarmSections)("says in $title what it means, where to look and what to do", ({ text }) => {
    for (const part of ["Means", "Look", "Do"]) expect(text).toContain(`**${part}.** `);
  });
});

describe("a change of the capacity", () => {
  const full = sections.find(({ title }) => title === "A full group")?.text ?? "";

  it("is told step by step: detach, apply, attach, reconcile", () => {
    const steps = [
      "1. Detach",
      "aws network-firewall update-firewall-policy --cli-input-json file://detach.json",
      "2. Apply",
      "terraform -chdir=cdktf.out/stacks/shared apply",
      "3. Attach",
      "aws network-firewall update-firewall-policy --cli-input-json file://attach.json",
      "4. Reconcile",
      "aws lambda invoke --function-name <prefix>-update-nf-rg",
    ];
    const places = steps.map((step) => full.indexOf(step));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });

  it("is not promised by README and schema as if AWS allowed it", () => {
    const row = /^\| `firewall.capacityUnits`.*$/m.exec(readFileSync("README.md", "utf8"))?.[0];
    const { firewall } = configSchema.shape;
    for (const text of [row, firewall.def.innerType.shape.capacityUnits.description]) {
      expect(text).toMatch(/AWS refuses .*docs\/runbook\.md/);
    }
  });
});
