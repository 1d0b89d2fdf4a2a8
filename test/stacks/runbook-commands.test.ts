/** What the runbook has people paste, run by bash and jq against stand-ins of aws, terraform and npm. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { commandsOf } from "./runbook";

const missing = ["bash", "jq"].filter((tool) => spawnSync(tool, ["--version"]).status !== 0);
if (missing.length > 0) process.stderr.write(`skipped, the runbook's commands: there is no ${missing.join(", no ")}\n`);
const describeCommands = missing.length > 0 ? describe.skip : describe;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "sechub-runbook-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string) => path.join(folder, name);
function standIn(name: string, script: string): void {
  writeFileSync(file(name), `#!/usr/bin/env bash\necho "${name} $*" >> "$CALLS"\n${script}\n`);
  chmodSync(file(name), 0o755);
}

/** Runs a block in a folder of its own; answers what it called, and what it said. */
function paste(block: string) {
  const { status, stdout, stderr } = spawnSync("bash", ["-c", block], {
    cwd: folder,
    env: { PATH: `${folder}:${process.env["PATH"] ?? ""}`, CALLS: file("calls") },
    encoding: "utf8",
    timeout: 20_000,
  });
  const calls = existsSync(file("calls")) ? readFileSync(file("calls"), "utf8").trim().split("\n") : [];
  return { status, said: stdout.trim(), stderr, calls };
}
const blockWith = (title: string, text: string) => {
  const [block, ...more] = commandsOf(title).filter((one) => one.includes(text));
  if (block === undefined || more.length > 0) throw new Error(`not one block of ${title} has ${text}`);
  return block;
};

describeCommands("the loop that empties the queue", () => {
  const RECORD = "arn:aws:states:us-west-2:111122223333:stateMachine:sechub-record-ip";
  const PRUNE = "arn:aws:states:us-west-2:111122223333:stateMachine:sechub-prune-ip";
  const value = (StringValue: string) => ({ StringValue, DataType: "String" });
  const event = (id: string) => ({
    MessageId: id,
    ReceiptHandle: `handle of ${id}`,
    Body: JSON.stringify({ detail: { findings: [{ Title: `it's "${id}" $(touch broken)` }] } }),
    MessageAttributes: { RULE_ARN: value("arn:aws:events:us-west-2:111122223333:rule/r"), TARGET_ARN: value(RECORD) },
  });
  const prune = (id: string) => ({
    ...event(id),
    Body: "what the Scheduler writes",
    MessageAttributes: {
      SCHEDULE_ARN: value("arn:aws:scheduler:…"),
      TARGET_ARN: value("arn:aws:scheduler:::aws-sdk:sfn"),
    },
  });

  /** A queue whose messages come one by one, each again only when it was not deleted; some starts are refused. */
  function run(messages: readonly object[], refusals: Readonly<Record<string, string>> = {}) {
    for (const [index, message] of messages.entries()) {
      writeFileSync(file(`queue-${index}.json`), JSON.stringify({ Messages: [message] }));
    }
    for (const [id, words] of Object.entries(refusals)) writeFileSync(file(`refuse-${id}`), words);
    standIn(
      "terraform",
      'case $* in *prune_ip*) echo -n "$PRUNE_ARN" ;; *) echo -n https://queue ;; esac'.replace("$PRUNE_ARN", PRUNE),
    );
    standIn(
      "aws",
      `case $2 in
  receive-message) set -- queue-*.json; [ ! -f "$1" ] || cat "$1" ;;
  start-execution)
    if [ -f "refuse-$6" ]; then cat "refuse-$6" >&2; exit 254; fi
    cp "\${8#file://}" "started-$6" ;;
  delete-message) set -- queue-*.json; rm "$1" ;;
esac`,
    );
    const { calls, ...rest } = paste(blockWith("A stuck queue", 'receive-message --queue-url "$QUEUE"'));
    return {
      ...rest,
      calls: calls
        .filter((call) => /start-execution|delete-message/.test(call))
        .map((call) => call.replace(/ --input .*/, "")),
      started: (id: string) => readFileSync(file(`started-${id}`), "utf8").trim(),
      left: messages.filter((_, index) => existsSync(file(`queue-${index}.json`))).length,
    };
  }
  const start = (machine: string, id: string) =>
    `aws stepfunctions start-execution --state-machine-arn ${machine} --name ${id}`;
  const remove = (id: string) => `aws sqs delete-message --queue-url https://queue --receipt-handle handle of ${id}`;

  it("starts each message by its own id where its rule sends it, and takes it out after that", () => {
    const { calls, started, left, said } = run([event("a-1"), event("b-2")]);
    expect(calls).toEqual([start(RECORD, "a-1"), remove("a-1"), start(RECORD, "b-2"), remove("b-2")]);
    expect(JSON.parse(started("a-1"))).toEqual(JSON.parse(event("a-1").Body));
    expect(left).toBe(0);
    expect(said).toBe("a-1 started: sechub-record-ip\nb-2 started: sechub-record-ip");
    expect(existsSync(file("broken"))).toBe(false);
  });

  it("makes of a start of the schedule a prune without input", () => {
    const { calls, started } = run([prune("c-3")]);
    expect(calls).toEqual([start(PRUNE, "c-3"), remove("c-3")]);
    expect(started("c-3")).toBe("{}");
  });

  it("leaves in the queue what cannot be started, says why, and ends", () => {
    const { calls, left, said } = run([event("a-1"), event("b-2")], { "a-1": "An error occurred (AccessDenied)" });
    expect(calls).toEqual([start(RECORD, "a-1")]);
    expect(left).toBe(2);
    expect(said).toBe("a-1 stays in the queue: An error occurred (AccessDenied)");
  });

  it("takes out what an earlier run of it has started already", () => {
    const { calls, left } = run([event("a-1")], { "a-1": "An error occurred (ExecutionAlreadyExists) when calling" });
    expect(calls).toEqual([start(RECORD, "a-1"), remove("a-1")]);
    expect(left).toBe(0);
  });

  it("does nothing with an empty queue, and leaves no finding behind in a file", () => {
    expect(run([]).calls).toEqual([]);
    run([event("a-1")]);
    expect([existsSync(file("message.json")), existsSync(file("input.json"))]).toEqual([false, false]);
  });
});

describeCommands("the rows of a restored table", () => {
  const at = (hour: number) => `2030-01-31T${String(hour).padStart(2, "0")}:00:00.000Z`;
  const row = (HostIp: string, fields: object = {}) => ({ Table: "blocklist", HostIp, CreatedAt: at(5), ...fields });
  const lines = (...rows: readonly object[]) => rows.map((one) => JSON.stringify(one)).join("\n");

  function restored(then: string, now: string) {
    writeFileSync(file("restored-rows"), then);
    writeFileSync(file("present-rows"), now);
    standIn(
      "terraform",
      `echo '{"blocklist_table_name":{"value":"sechub-blocklist"},"rule_group_arn":{"value":"arn"}}'`,
    );
    standIn("npm", "case $* in *--outputs*) cat restored-rows ;; *) cat present-rows ;; esac");
    const ran = paste(blockWith("A restored table", "then.jsonl"));
    const written = readFileSync(file("rows.jsonl"), "utf8").trim();
    return { ...ran, rows: written === "" ? [] : written.split("\n").map((line) => JSON.parse(line) as object) };
  }

  it("are those of then, read by the copy's name, without what is only remembered", () => {
    const { rows, status } = restored(
      lines(row("1.2.3.4", { EnforcedAt: at(6) }), row("9.9.9.9", { Table: "memory" })),
      "",
    );
    expect(status).toBe(0);
    expect(rows).toEqual([row("1.2.3.4", { EnforcedAt: at(6) })]);
    expect(JSON.parse(readFileSync(file("restored.json"), "utf8"))).toEqual({
      blocklist_table_name: { value: "sechub-blocklist-restored" },
      rule_group_arn: { value: "arn" },
    });
  });

  it.each([
    ["a block that was lifted since", lines(row("1.2.3.4", { LiftedAt: at(9) })), []],
    [
      "one that was lifted since, and is only remembered by now",
      lines(row("1.2.3.4", { Table: "memory", LiftedAt: at(9) })),
      [],
    ],
    [
      "lifted before, and blocked anew after that",
      lines(row("1.2.3.4", { Table: "memory", LiftedAt: at(2) })),
      ["1.2.3.4"],
    ],
    [
      "lifted twice, the last time since",
      lines(row("1.2.3.4", { LiftedAt: at(9) }), row("1.2.3.4", { Table: "memory", LiftedAt: at(2) })),
      [],
    ],
    ["another host that was lifted", lines(row("5.6.7.8", { LiftedAt: at(9) })), ["1.2.3.4"]],
  ])("of %s come back only if nobody lifted that very block", (_, now, hosts) => {
    const { rows } = restored(lines(row("1.2.3.4")), now);
    expect(rows.map((one) => (one as { readonly HostIp: string }).HostIp)).toEqual(hosts);
  });
});
