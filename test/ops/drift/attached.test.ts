import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { listen, type HttpRequest, type Listening } from "../../../local/stand-ins/http-server";
import { attachedTo, savedAttached, writeAttached } from "../../../ops/drift/attached";
import { oursIn } from "../../../ops/drift/ours";
import { everyServiceAt } from "../../../config/every-service-at";
import { targetOf } from "../../../ops/aws/target";
import { runDrift } from "../../../ops/drift/run";
import { synthesize } from "../../../stacks/synthesize";
import { stackFolders } from "../../../ops/terraform/stack-folders";
import { writeStacks } from "./stacks";

/** What the services answer, by operation or path; a name that is missing answers that there is nothing. */
type Answers = Readonly<Record<string, string>>;

const PLACE = { partition: "aws", region: "us-west-2", account: "000000000000" };
const folder = mkdtempSync(path.join(tmpdir(), "sechub-attached-"));
let server: Listening | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function answer(answers: Answers, { path: url, headers, body }: HttpRequest) {
  const operation = String(headers["x-amz-target"] ?? /Action=(\w+)/.exec(body)?.[1] ?? url.split("?")[0]);
  const found = Object.entries(answers).find(([name]) => operation.endsWith(name));
  const subscriptions = `<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions>${found?.[1] ?? ""}</Subscriptions></ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>`;
  if (operation === "ListSubscriptionsByTopic") return { status: 200, body: subscriptions };
  if (found !== undefined) return { status: 200, body: found[1] };
  return operation.endsWith("/policy") || operation.endsWith("GetResourcePolicy")
    ? {
        status: 404,
        headers: { "x-amzn-errortype": "ResourceNotFoundException" },
        body: '{"__type":"PolicyNotFoundException"}',
      }
    : { status: 200, body: "{}" };
}

async function look(answers: Answers) {
  server = await listen((request) => Promise.resolve(answer(answers, request)));
  const environments = {
    staging: { prefix: "sechub-staging", alarmEmail: "a@example.com", endpoints: everyServiceAt(server.url) },
  };
  const target = targetOf({ environment: "staging", environments, outputs: undefined, env: {} });
  const outdir = path.join(folder, "cdktf.out");
  await synthesize(target.config, outdir);
  return attachedTo(oursIn(stackFolders(outdir)), PLACE, target, {});
}

describe("what others attached", () => {
  it("is nothing where AWS has nothing but ours", async () => {
    const ours = '{"Targets":[{"Id":"state-machine","Arn":"x"}]}';
    expect(
      await look({ ListTargetsByRule: ours, ListRuleNamesByTarget: '{"RuleNames":["sechub-staging-catch-ipv4"]}' }),
    ).toEqual([]);
  });

  it.each<[string, Answers, RegExp, RegExp]>([
    [
      "a statement of a function's policy",
      {
        "functions/sechub-staging-update-nf-rg/policy": JSON.stringify({
          Policy: JSON.stringify({
            Statement: [
              { Sid: "x", Effect: "Allow", Action: "lambda:InvokeFunction", Principal: { AWS: "999988887777" } },
            ],
          }),
        }),
      },
      /^function sechub-staging-update-nf-rg: resource policy, statement x: Allow lambda:InvokeFunction to .*999988887777/,
      /^aws lambda remove-permission --function-name sechub-staging-update-nf-rg --statement-id x --region us-west-2$/,
    ],
    [
      "a function's URL",
      { "sechub-staging-add-ip-to-ddb/urls": '{"FunctionUrlConfigs":[{"FunctionUrl":"https://u","AuthType":"NONE"}]}' },
      /^function sechub-staging-add-ip-to-ddb: function URL https:\/\/u \(AuthType NONE\)/,
      /^aws lambda delete-function-url-config --function-name sechub-staging-add-ip-to-ddb /,
    ],
    [
      "a further target",
      { ListTargetsByRule: '{"Targets":[{"Id":"state-machine","Arn":"x"},{"Id":"more","Arn":"arn:y"}]}' },
      /^rule sechub-staging-catch-ipv4: target more: arn:y/,
      /^aws events remove-targets --rule sechub-staging-catch-ipv4 --ids more /,
    ],
    [
      "a rule that starts a state machine",
      {
        ListRuleNamesByTarget: '{"RuleNames":["theirs"]}',
        ListTargetsByRule: `{"Targets":[{"Id":"state-machine","Arn":"arn:aws:states:us-west-2:000000000000:stateMachine:sechub-staging-prune-ip"}]}`,
      },
      /^state machine sechub-staging-\w+-\w+: rule theirs, which no stack made, starts it/,
      /^aws events remove-targets --rule theirs --ids (state-machine)? ?--region us-west-2$/,
    ],
    [
      "a further schedule",
      { "/schedules": '{"Schedules":[{"Name":"theirs"},{"Name":"sechub-staging-prune"}]}' },
      /^schedule group sechub-staging-schedules: schedule theirs, which no stack made/,
      /^aws scheduler delete-schedule --group-name sechub-staging-schedules --name theirs /,
    ],
    [
      "a table's resource policy",
      {
        GetResourcePolicy: JSON.stringify({
          Policy: JSON.stringify({ Statement: [{ Sid: "r", Effect: "Allow", Action: "*", Principal: "*" }] }),
        }),
      },
      /^table sechub-staging-blocklist: resource policy, statement r: Allow \* to \*/,
      /^aws dynamodb delete-resource-policy --resource-arn arn:aws:dynamodb:us-west-2:000000000000:table\/sechub-staging-blocklist /,
    ],
  ])("%s is found, with the command that takes it away", async (_, answers, what, undo) => {
    const [first] = await look(answers);
    expect(`${first?.to}: ${first?.what}`).toMatch(what);
    expect(first?.undo).toMatch(undo);
    expect(first?.isNote).toBe(false);
  });

  it("a subscription of the alarms is worth knowing, and no drift: people subscribe themselves", async () => {
    const member = (endpoint: string) =>
      `<member><SubscriptionArn>arn:s</SubscriptionArn><Protocol>email</Protocol><Endpoint>${endpoint}</Endpoint></member>`;
    const found = await look({ ListSubscriptionsByTopic: member("a@example.com") + member("b@example.com") });
    expect(found).toEqual([
      {
        to: "topic sechub-staging-alarms",
        what: "subscription of email b@example.com",
        undo: "aws sns unsubscribe --subscription-arn arn:s --region us-west-2",
        isNote: true,
      },
    ]);
  });

  it("refused rights are an error: what was not looked at must not read as nothing", async () => {
    server = await listen(() =>
      Promise.resolve({
        status: 403,
        headers: { "x-amzn-errortype": "AccessDeniedException" },
        body: '{"message":"not authorized"}',
      }),
    );
    const environments = { staging: { prefix: "sechub-staging", endpoints: everyServiceAt(server.url) } };
    const target = targetOf({ environment: "staging", environments, outputs: undefined, env: {} });
    const ours = { ...oursIn([]), functions: ["sechub-staging-update-nf-rg"] };
    await expect(attachedTo(ours, PLACE, target, {})).rejects.toMatchObject({
      name: "ServiceFailed",
      service: "Lambda",
    });
  });
});

describe("the report of a saved look", () => {
  const report = async (saved: string, ...args: readonly string[]) => {
    const lines: string[] = [];
    const code = await runDrift(["--env", "staging", "--only", "attached", "--from", saved, ...args], {
      io: { write: (line) => void lines.push(line), note: () => {}, ask: undefined },
      env: {},
      environments: { staging: { prefix: "sechub-staging" } },
      clock: { now: () => new Date(), sleep: () => Promise.resolve(), random: () => 0 },
    });
    return { code, text: lines.join("\n") };
  };
  const saved = (name: string): string => {
    const at = path.join(folder, name);
    mkdirSync(at, { recursive: true });
    return writeStacks(at);
  };

  it("names each thing and its command, and counts it as drift", async () => {
    const at = saved("some");
    writeAttached(at, [{ to: "rule r", what: "target t: arn", undo: "aws events remove-targets", isNote: false }]);
    const { code, text } = await report(at);
    expect(code).toBe(2);
    expect(text).toContain("Drift in staging: 1 attached by others.");
    expect(text).toContain("rule r: target t: arn");
    expect(text).toContain("to take it away: aws events remove-targets");
  });

  it("does not count a note", async () => {
    const at = saved("note");
    writeAttached(at, [{ to: "topic t", what: "subscription of email b", undo: "aws sns unsubscribe", isNote: true }]);
    const { code, text } = await report(at);
    expect(code).toBe(0);
    expect(text).toMatch(/^No drift\./);
    expect(text).toContain("subscription of email b");
  });

  it("says when nobody looked, and refuses a file that is not ours", async () => {
    const at = saved("old");
    rmSync(path.join(at, "attached.json"));
    expect((await report(at)).text).toMatch(/attached +not looked at: .*attached\.json is missing/);
    writeFileSync(path.join(at, "attached.json"), '[{"to":1}]');
    await expect(report(at)).rejects.toMatchObject({ code: "FILE_INVALID" });
    expect(() => savedAttached(at)).toThrow(/look again/);
  });
});
