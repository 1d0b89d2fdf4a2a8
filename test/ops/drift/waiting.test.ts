import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { after, row } from "../../functions/support/world";
import { inForce, OUR_ACTION, ours, rule, startDriftDesk, type DriftDesk } from "./support";

const [A, B, C] = ["5.6.7.8", "5.6.7.20", "5.6.7.40"] as const;

let desk: DriftDesk;
beforeEach(async () => {
  desk = await startDriftDesk();
});
afterEach(() => desk.close());

describe("a reconcile under way", () => {
  it("is no drift: what is in step after some seconds was never out of it", async () => {
    desk.write(ours());
    await desk.record(row(A));
    const reconciled = async (waits: number) => {
      if (waits < 2) return;
      desk.write(ours(A));
      await desk.record(inForce(A));
    };
    expect(await desk.drift("", {}, reconciled)).toMatchObject({ code: 0, waits: 2 });
  });

  it("is none either when another host has come by then: what counts is what stays", async () => {
    desk.write(ours());
    await desk.record(row(A));
    const reconciled = async () => {
      desk.write(ours(A));
      await desk.record(inForce(A), row(B));
    };
    expect(await desk.drift("", {}, reconciled)).toMatchObject({ code: 0, waits: 1 });
  });

  it("is none between the two reads: the group is read before the rows, so a new rule has its row", async () => {
    desk.write(ours());
    await desk.drift("--wait 0");
    const [group] = desk.firewall.calls.slice(-1);
    const [rows] = desk.dynamoDb.calls.slice(-1);
    expect([group?.operation, rows?.operation]).toEqual(["DescribeRuleGroup", "Scan"]);
    expect(group?.at).toBeLessThanOrEqual(rows?.at ?? 0);
  });

  it("is drift after --wait, and only of what was so all the time", async () => {
    desk.write(ours());
    await desk.record(row(A));
    const waited = await desk.drift("--wait 12 --json", {}, () => desk.record(row(C)));
    expect([waited.code, waited.waits]).toEqual([2, 3]);
    expect(waited.notes).toContain("rules: out of step; looking again for up to 12 s, a reconcile may be under way");
    expect(waited.text).toContain(A);
    expect(waited.text).not.toContain(C);
    expect(await desk.drift("--wait 0")).toMatchObject({ code: 2, waits: 0 });
  });
});

describe("what only waits, or rings an alarm of its own, is a note", () => {
  it("a block that has ended waits for the prune, until that is overdue", async () => {
    desk.write(ours(A, B));
    await desk.record(inForce(A), inForce(B, { ExpiresAt: after(-1).toISOString() }));
    const { code, text } = await desk.drift();
    expect([code, text.split("\n")[0]]).toEqual([0, "No drift."]);
    expect(text).toContain(
      `Worth knowing, no drift\n  1 host still dropped after the end of its block: the next scheduled prune lifts that\n      ${B} (2026-03-02 09:00 UTC)`,
    );

    await desk.record(inForce(B, { ExpiresAt: after(-5).toISOString() }));
    expect((await desk.found()).differences).toEqual([
      {
        kind: "RULE_WITHOUT_ROW",
        what: B,
        detail: "its block ended at 2026-03-02 05:00 UTC, and no prune has lifted it",
      },
    ]);
  });

  it("so does the place of one that waits for it, in a full group", async () => {
    await desk.close();
    desk = await startDriftDesk({ capacity: 3 });
    desk.write(ours(B));
    await desk.record(
      row(A, { LastSeenAt: after(-9).toISOString() }),
      inForce(B, { ExpiresAt: after(-1).toISOString() }),
    );
    expect(await desk.found()).toMatchObject({
      differences: [],
      notes: [{ kind: "LEFT_OUT", hosts: [A] }, { kind: "ENDED" }],
    });
  });

  it("what the config protects by now goes with the next scheduled run", async () => {
    desk.write(ours(A));
    await desk.record(inForce(A), row("not an address"));
    expect(await desk.found("", { allowlist: [A] })).toMatchObject({
      differences: [],
      notes: [
        { kind: "WITHDRAWN", hosts: [`${A} is on the allowlist (${A})`] },
        { kind: "UNBLOCKABLE", hosts: ['the table holds "not an address", which is not an address'] },
      ],
    });
  });

  it("a group that no policy uses", async () => {
    desk.write([], [OUR_ACTION], { numberOfAssociations: 0 });
    const { code, text } = await desk.drift();
    expect(code).toBe(0);
    expect(text).toContain(
      "no firewall policy uses the rule group: its rules drop no packet (docs/runbook.md, No policy uses the group)",
    );
  });
});

describe("what is left for --from", () => {
  it("makes the same report, without AWS, in every format", async () => {
    desk.write([...ours(A), rule(50, {}, ["aws:pass"])]);
    await desk.record(inForce(A), inForce(B));
    const formats = ["", "--markdown", "--json"];
    const live = [];
    for (const format of formats) live.push((await desk.drift(`--wait 0 ${format}`)).text);
    desk.write([]);
    const calls = desk.firewall.calls.length;
    const again = [];
    for (const format of formats) again.push((await desk.drift(`--from ${desk.seen} ${format}`)).text);

    expect(again).toEqual(live);
    expect(desk.firewall.calls.length).toBe(calls);
  });

  it("is for its owner alone, and holds two looks at most", async () => {
    desk.write(ours());
    await desk.record(row(A));
    await desk.drift("--wait 20");
    const file = path.join(desk.seen, "rules.json");
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(statSync(path.dirname(file)).mode & 0o077).toBe(0);
    expect((JSON.parse(readFileSync(file, "utf8")) as { looks: unknown[] }).looks).toHaveLength(2);
  });
});

describe("what cannot be looked at", () => {
  it("is one clear line, and no report: a group that is not there", async () => {
    await expect(desk.drift("--env other")).rejects.toMatchObject({
      code: "NOT_DEPLOYED",
      message: expect.stringMatching(
        /^there is no rule group sechub-blocklist in us-west-2, environment other: [^\n]+$/,
      ) as string,
    });
  });
});
