import { readdirSync, readFileSync } from "node:fs";
import { environments } from "../../config/environments";
import { configSchema, type ConfigInput } from "../../config/schema";
import { ACTION_KINDS } from "../../functions/contract/action-kinds";
import { PERMANENT_ERRORS, RETRYABLE_ERRORS } from "../../functions/contract/errors";
import { allResources, BOUNDARY_ARN, KEY_ARN, STACK_NAMES, synth } from "../support/synth";
import { chapter, chapters, commandsOf, RUNBOOK } from "./runbook";

const EVERYTHING: ConfigInput = {
  kmsKeyArn: KEY_ARN,
  permissionsBoundaryArn: BOUNDARY_ARN,
  alarmEmail: "on-call@example.com",
  routing: { ipv6: true, portProbes: true, otherForms: true, openWorkflowOnly: true },
  blockActions: [...ACTION_KINDS],
  firewall: { policy: { name: "edge" } },
};
const NO_HEARTBEAT: ConfigInput = { prune: { schedule: "rate(7 days)" } };

/** What an alarm's own name and text lead to. */
const alarmsOf = (given: ConfigInput = {}) =>
  allResources(synth({ ...given, prefix: "x" }), "aws_cloudwatch_metric_alarm").map(({ attributes }) => ({
    article: String(attributes["alarm_name"]).replace(/^x-/, ""),
    anchor: /docs\/runbook\.md#([a-z-]+)$/.exec(String(attributes["alarm_description"]))?.[1],
  }));

describe("the runbook", () => {
  it.each<[string, ConfigInput | undefined]>([
    ["dev", environments["dev"]],
    ["prod", environments["prod"]],
    ["local", environments["local"]],
    ["an environment with everything on", EVERYTHING],
    ["an environment whose schedule is not watched", NO_HEARTBEAT],
  ])("has for each alarm of %s the one chapter that its text links to", (_, given) => {
    const alarms = alarmsOf(given);
    expect(alarms.length).toBeGreaterThan(25);
    for (const { article, anchor } of alarms) {
      const found = chapters.filter(({ articles }) => articles.includes(article));
      expect([article, found.map((one) => one.anchor)]).toEqual([article, [anchor]]);
    }
  });

  it("is linked to where the readers of alarms find it", () => {
    const runbookUrl = "https://git.example.com/security/firewall/blob/main/docs/runbook.md";
    const texts = allResources(synth({ runbookUrl }), "aws_cloudwatch_metric_alarm").map(({ attributes }) =>
      String(attributes["alarm_description"]),
    );
    expect(texts.length).toBeGreaterThan(25);
    for (const text of texts) expect(text).toContain(` What to do: ${runbookUrl}#`);
  });

  it("has no article for an alarm that there is not, and none twice", () => {
    const alarms = alarmsOf(EVERYTHING).map(({ article }) => article);
    expect(chapters.flatMap(({ articles }) => articles).sort()).toEqual([...alarms].sort());
  });

  it("has one chapter for each of our errors, and none for an error that there is not", () => {
    const ours = chapters.flatMap(({ codes }) => codes).filter((code) => !code.includes("."));
    expect([...ours].sort()).toEqual([...RETRYABLE_ERRORS, ...PERMANENT_ERRORS].sort());
  });

  it("has a chapter for each error of the services that a state machine tries again, and for others that end one", () => {
    const definitions = ["record-ip", "send-findings", "prune-ip"].map((name) =>
      readFileSync(`stacks/state-machines/${name}.asl.json`, "utf8"),
    );
    const named = definitions.flatMap((text) => text.match(/"(Lambda|Sandbox|States)\.\w+"/g) ?? []);
    const services = new Set(named.map((name) => name.replaceAll('"', "")));
    services.delete("States.ALL");
    expect(services.size).toBeGreaterThan(5);
    const codes = chapters.flatMap((one) => one.codes);
    for (const name of [...services, "States.DataLimitExceeded", "States.Runtime", "States.Permissions"]) {
      expect(codes.filter((code) => code === name)).toEqual([name]);
    }
  });

  it("says of each error in its chapter's text what it means, not only that it is there", () => {
    for (const { codes, text } of chapters) {
      const body = text.split("**Means.**")[1] ?? "";
      expect(codes.filter((code) => !body.includes(`\`${code}\``))).toEqual([]);
    }
  });

  const answers = chapters.filter(({ articles, codes }) => articles.length + codes.length > 0);
  it.each([
    ...answers,
    chapter("A wrong block"),
    chapter("Everything must stop"),
    chapter("A restored table"),
    chapter("Rules and table are out of step"),
  ])("says in $title what it means, where to look and what to do, in this order", ({ text }) => {
    const places = ["Means", "Look", "Do"].map((part) => text.search(new RegExp(`^\\*\\*${part}\\.\\*\\*`, "m")));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });

  it("leads from its first table to every chapter that somebody may need at night", () => {
    const table = RUNBOOK.split("\n\n")[1] ?? "";
    const linked = [...table.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor]) => anchor);
    const followUps = ["Run an execution again", "What blocklist needs"];
    expect(chapters.filter(({ anchor, title }) => !linked.includes(anchor) && !followUps.includes(title))).toEqual([]);
  });

  it("names only scripts that package.json has", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { readonly scripts: object };
    const named = new Set([...RUNBOOK.matchAll(/npm run (?:-s )?([\w-]+)/g)].map(([, name = ""]) => name));
    expect([...named].filter((name) => !(name in scripts))).toEqual([]);
    for (const name of ["blocklist", "bootstrap", "deploy", "drift", "plan"]) expect(named).toContain(name);
  });

  it("names only outputs that a stack promises, of the stack that has them", () => {
    const templates = synth();
    const outputs = STACK_NAMES.flatMap((stack) =>
      Object.keys(templates[stack].output ?? {}).map((name) => `${stack} ${name}`),
    );
    const names = outputs.map((output) => output.split(" ")[1]);
    const placeholders = [...RUNBOOK.matchAll(/<([a-z]+(?:_[a-z]+)+)>/g)].map(([, name]) => name);
    const read = [...RUNBOOK.matchAll(/stacks\/(\w+) output -raw (\w+)/g)].map(([, stack, name]) => `${stack} ${name}`);
    expect(placeholders.filter((name) => !names.includes(name))).toEqual([]);
    expect(read.filter((output) => !outputs.includes(output))).toEqual([]);
    expect(placeholders.length).toBeGreaterThan(3);
    expect(read.length).toBeGreaterThan(1);
  });

  it("quotes Slack and the commands as they speak", () => {
    const table = RUNBOOK.split("\n\n")[1] ?? "";
    const quoted = [...table.matchAll(/"([^"]+)"/g)].map(([, words = ""]) => words).filter((words) => !/…/.test(words));
    const spoken = ["functions/messages", "ops/blocklist"].flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith(".ts"))
        .map((name) => readFileSync(`${folder}/${name}`, "utf8")),
    );
    expect(quoted.length).toBeGreaterThan(6);
    expect(quoted.filter((words) => !spoken.some((text) => text.includes(words)))).toEqual([]);
  });

  it("names functions and resources by the names that they have", () => {
    const synthesized = JSON.stringify(synth({ prefix: "x" }));
    const named = [...RUNBOOK.matchAll(/(?<!\/)\$PREFIX-([a-z][a-z-]*[a-z])/g)].map(([, name = ""]) => name);
    expect(new Set(named).size).toBeGreaterThan(4);
    expect(named.filter((name) => !synthesized.includes(`"x-${name}"`))).toEqual([]);
  });

  it("quotes what a shell would take for a pattern", () => {
    const unquoted = RUNBOOK.match(/--query [^'"`\s]*[[\]*?{]\S*/g);
    expect(unquoted).toBeNull();
    expect(RUNBOOK.match(/--query '/g)?.length).toBeGreaterThan(3);
  });

  it("names the dashboard and its graphs as they are", () => {
    const { dashboard_name: name, dashboard_body: body } =
      synth().orchestration.resource["aws_cloudwatch_dashboard"]?.["dashboard"] ?? {};
    expect(name).toBe("sechub-overview");
    expect(RUNBOOK).toContain("`<prefix>-overview`");
    const titles = (
      JSON.parse(String(body)) as { readonly widgets: readonly { readonly properties: { readonly title: string } }[] }
    ).widgets.map(({ properties }) => properties.title);
    const quoted = chapters.flatMap(({ text }) =>
      [...text.matchAll(/dashboard[^"\n]*((?:"[^"\n]+"(?: and )?)+)/g)].flatMap(([, all = ""]) =>
        [...all.matchAll(/"([^"]+)"/g)].map(([, title]) => title),
      ),
    );
    expect(quoted.length).toBeGreaterThan(2);
    expect(quoted.filter((title) => !titles.includes(String(title)))).toEqual([]);
  });
});

const inOrder = (text: string, steps: readonly string[]) => {
  const places = steps.map((step) => text.indexOf(step));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((one, other) => one - other));
};

describe("what cannot wait", () => {
  it("stops the reconcile before anybody looks what is missing from the table", () => {
    inOrder(chapter("A restored table").text, ["**Means.**", "--reserved-concurrent-executions 0", "**Look.**"]);
    inOrder(chapter("A restored table").text.split("4. Import")[1] ?? "", [
      "import rows.jsonl",
      "reconcile --dry-run",
      "delete-function-concurrency",
      "-- --env prod reconcile\n",
    ]);
  });

  it("needs no Terraform and no checkout", () => {
    const first = [commandsOf("Everything must stop")[0], commandsOf("A full group")[0]];
    for (const block of first) expect(block).not.toMatch(/terraform|npm|<[a-z]/);
    expect(first.join("\n")).toContain("$PREFIX");
  });

  it("says of a host in the rules without a row first that rows may be missing", () => {
    for (const title of ["Rules and table are out of step", "Rules were changed by hand"]) {
      const look = chapter(title).text.split("**Look.**")[1] ?? "";
      inOrder(look, ["First", "#a-restored-table", "Else", "**Do.**"]);
    }
  });
});

describe("a change of the capacity", () => {
  it("is told step by step: detach, apply, attach, reconcile", () => {
    inOrder(chapter("A full group").text, [
      "1. Detach",
      "aws network-firewall update-firewall-policy --cli-input-json file://detach.json",
      "2. Apply",
      "terraform -chdir=cdktf.out/stacks/shared apply",
      "3. Attach",
      "aws network-firewall update-firewall-policy --cli-input-json file://attach.json",
      "4. Reconcile",
      'aws lambda invoke --function-name "$PREFIX-update-nf-rg"',
    ]);
  });

  it("is not promised by README and schema as if AWS allowed it", () => {
    const row = /^\| `firewall.capacityUnits`.*$/m.exec(readFileSync("README.md", "utf8"))?.[0];
    const { firewall } = configSchema.shape;
    for (const text of [row, firewall.def.innerType.shape.capacityUnits.description]) {
      expect(text).toMatch(/AWS refuses .*docs\/runbook\.md/);
    }
  });
});

describe("the end", () => {
  it("comes against the direction of the stacks, the group out of its policies first, the state last", () => {
    inOrder(chapter("Taking it all down").text, [
      "export > rows.jsonl",
      "out of every policy",
      "stacks/routing destroy",
      "stacks/orchestration destroy",
      "irreplaceable: false",
      "stacks/shared apply",
      "stacks/shared destroy",
      "The state, last",
    ]);
  });

  it("names the one file in which the tables' protection is lifted", () => {
    expect(readFileSync("stacks/constructs/blocklist-table.ts", "utf8")).toContain("irreplaceable: true");
    const guarded = allResources(synth(), "aws_dynamodb_table").filter(
      ({ attributes }) => attributes["deletion_protection_enabled"] === true,
    );
    expect(guarded.map(({ address }) => address)).toEqual(["blocklist"]);
  });
});
