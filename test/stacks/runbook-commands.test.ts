/** What the runbook has people paste, run by bash and jq against stand-ins of aws, terraform and npm. */
import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../local/stand-ins/aws-error";
import { row as hostRow } from "../functions/support/world";
import { startDesk } from "../ops/blocklist/support";
import { blockWith, preamble } from "./runbook";
import { describeCommands, file, has, paste, read, standIn, write } from "./runbook-shell";

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
      write(`queue-${index}.json`, JSON.stringify({ Messages: [message] }));
    }
    for (const [id, words] of Object.entries(refusals)) write(`refuse-${id}`, words);
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
      started: (id: string) => read(`started-${id}`).trim(),
      left: messages.filter((_, index) => has(`queue-${index}.json`)).length,
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
    expect(has("broken")).toBe(false);
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
    expect([has("message.json"), has("input.json")]).toEqual([false, false]);
  });
});

describeCommands("the rows of a restored table", () => {
  const at = (hour: number) => `2030-01-31T${String(hour).padStart(2, "0")}:00:00.000Z`;
  const row = (HostIp: string, fields: object = {}) => ({ Table: "blocklist", HostIp, CreatedAt: at(5), ...fields });
  const lines = (...rows: readonly object[]) => rows.map((one) => JSON.stringify(one)).join("\n");

  function restored(then: string, now: string) {
    write("restored-rows", then);
    write("present-rows", now);
    standIn(
      "terraform",
      `echo '{"blocklist_table_name":{"value":"sechub-blocklist"},"rule_group_arn":{"value":"arn"}}'`,
    );
    standIn("npm", "case $* in *--outputs*) cat restored-rows ;; *) cat present-rows ;; esac");
    const ran = paste(blockWith("A restored table", "then.jsonl"));
    const written = read("rows.jsonl").trim();
    return { ...ran, rows: written === "" ? [] : written.split("\n").map((line) => JSON.parse(line) as object) };
  }

  it("are those of then, read by the copy's name, without what is only remembered", () => {
    const { rows, status } = restored(
      lines(row("1.2.3.4", { EnforcedAt: at(6) }), row("9.9.9.9", { Table: "memory" })),
      "",
    );
    expect(status).toBe(0);
    expect(rows).toEqual([row("1.2.3.4", { EnforcedAt: at(6) })]);
    expect(JSON.parse(read("restored.json"))).toEqual({
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

describeCommands("the loop that waits for the restored table", () => {
  function wait(statuses: string) {
    write("statuses", statuses);
    standIn("sleep", "");
    standIn("seq", "printf '%s\\n' 1 2 3 4");
    // One status a look; without one it is not there.
    standIn("aws", 'read -r status < statuses || exit 254; sed -i.old 1d statuses; echo "$status"');
    return paste(`TABLE="$PREFIX-blocklist"\n${blockWith("A restored table", "seq")}`);
  }

  it("looks until it is there, by the copy's name", () => {
    const { calls, said } = wait("CREATING\nCREATING\nACTIVE\nACTIVE\n");
    expect(said).toBe("CREATING\nCREATING\nACTIVE");
    const look =
      "aws dynamodb describe-table --table-name sechub-prod-blocklist-restored --query Table.TableStatus --output text";
    expect(calls).toEqual(["seq 480", look, "sleep 30", look, "sleep 30", look]);
  });

  it("ends after its bound, and when the copy cannot be looked at", () => {
    expect(wait("CREATING\n".repeat(9)).calls.filter((call) => call === "sleep 30")).toHaveLength(4);
    expect(wait("").said).toBe("");
  });
});

describeCommands("many wrong blocks", () => {
  const find = blockWith("A wrong block", "all.jsonl");
  const end = blockWith("A wrong block", "while read");
  const wrong = { FindingType: "Recon:EC2-PortProbeUnprotectedPort", CreatedAt: "2030-01-31T08:00:00.000Z" };

  it("are found in what list --json writes: by type and time, without those that have ended", async () => {
    const desk = await startDesk();
    try {
      await desk.put(
        "blocklist",
        hostRow("5.6.7.1", wrong),
        hostRow("5.6.7.2", { ...wrong, CreatedAt: "2030-01-31T06:00:00.000Z" }),
        hostRow("5.6.7.3", { ...wrong, FindingType: "UnauthorizedAccess:EC2-SSHBruteForce" }),
        hostRow("5.6.7.4", { ...wrong, ExpiresAt: "2026-03-01T00:00:00.000Z" }),
        hostRow("5.6.7.5", wrong),
      );
      await desk.run("unblock 5.6.7.5 --yes");
      write("listed", (await desk.run("list --json")).text);
    } finally {
      await desk.close();
    }
    standIn("npm", "cat listed");
    const { calls, said, stderr } = paste(find);
    expect([said, stderr]).toEqual(["5.6.7.1", ""]);
    expect(calls).toEqual(["npm run -s blocklist -- --env prod list --json"]);
  });

  it("are ended one after the other, though npm reads what it can get, and one fails", () => {
    write("wrong.txt", "5.6.7.1\n2001:db8::1\n");
    standIn("npm", "cat; exit 1");
    expect(paste(end).calls).toEqual(
      ["5.6.7.1", "2001:db8::1"].map(
        (host) => `npm run -s blocklist -- --env prod unblock ${host} --reason incident 17 --yes`,
      ),
    );
  });
});

describeCommands("the stacks made ready", () => {
  it("are those of this environment, whatever the checkout was used for; none after one that fails", () => {
    standIn("npm", "");
    standIn("terraform", "[ ! -e refuse ] || case $* in *orchestration*) exit 1 ;; esac");
    const init = (stack: string) => `terraform -chdir=cdktf.out/stacks/${stack} init -reconfigure -input=false`;
    const inits = () => paste(preamble[1] ?? "").calls.filter((call) => call.includes(" init "));
    expect(inits()).toEqual(["shared", "orchestration", "routing"].map(init));
    write("refuse", "");
    expect(inits().slice(3)).toEqual(["shared", "orchestration"].map(init));
  });
});

describe("with the function stopped", () => {
  it("an import puts the rows back, changes no rule, and says what the runbook says that it says", async () => {
    const desk = await startDesk();
    try {
      await desk.put("blocklist", hostRow("5.6.7.8"), hostRow("6.7.8.9"));
      await desk.run("reconcile --yes");
      write("rows.jsonl", (await desk.run("export")).text);
      const [rows, held] = [await desk.rows(), desk.dropped()];
      await desk.client.send(
        new DeleteItemCommand({ TableName: "sechub-ops-blocklist", Key: { HostIp: { S: "5.6.7.8" } } }),
      );
      // What Lambda answers at a reserved concurrency of 0, each time that the client asks.
      for (let time = 0; time < 3; time++)
        desk.lambda.failNext(new AwsError("TooManyRequestsException", "Rate Exceeded.", 429));

      const { code, error } = await desk.run(`import ${file("rows.jsonl")} --yes`);

      expect(code).toBe(1);
      expect(error).toMatch(/the rules may not equal the table yet: .*\(TooManyRequestsException\)/);
      expect(await desk.rows()).toHaveLength(rows.length);
      expect(desk.dropped()).toEqual(held);
      const { text } = await desk.run("reconcile --dry-run");
      expect(text).not.toContain("would remove");
    } finally {
      await desk.close();
    }
  });
});
