import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { after, row } from "../../functions/support/world";
import { addresses, DROPS, inForce, OUR_ACTION, ours, rule, startDriftDesk, type DriftDesk } from "./support";

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

  it("is drift when the host was dropped at no time, whatever its row said meanwhile", async () => {
    desk.write(ours());
    await desk.record(inForce(A));
    // Recorded anew: the mark is gone, and no rule has come.
    const recordedAnew = (waits: number) => (waits === 1 ? desk.record(row(A)) : Promise.resolve());
    const { code, text } = await desk.drift("", {}, recordedAnew);
    expect([code, text]).toEqual([2, expect.stringContaining(`Should be blocked, and are not\n  ${A}: `)]);
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

  it("but it takes nobody's place in a full group, whoever was seen last: a reconcile blocks the other at once", async () => {
    await desk.close();
    desk = await startDriftDesk({ capacity: 3 });
    desk.write(ours(B));
    for (const [LastSeenAt, ended] of [
      [after(-9).toISOString(), after(-1).toISOString()],
      [after(-2).toISOString(), after(-3).toISOString()],
    ] as const) {
      await desk.record(row(A, { LastSeenAt }), inForce(B, { LastSeenAt: ended, ExpiresAt: after(-1).toISOString() }));
      expect(await desk.found()).toMatchObject({
        differences: [{ kind: "NOT_BLOCKED", what: A }],
        notes: [{ kind: "ENDED", hosts: [`${B} (2026-03-02 09:00 UTC)`] }],
      });
    }
    expect((await desk.run("reconcile --dry-run")).out).toEqual([`would add 1: ${A}`, `would remove 1: ${B}`]);
  });

  it("nor are our rules rewritten by it: an address too many is told beside one that waits", async () => {
    desk.write([rule(100, { Sources: addresses(A, B, C) }, DROPS), ...ours(A, B).slice(1)]);
    await desk.record(inForce(A), inForce(B, { ExpiresAt: after(-1).toISOString() }));
    const { differences } = await desk.found();
    expect(differences).toEqual([{ kind: "RULE_REWRITTEN", what: "rule 100", detail: `lists source ${C}/32 too` }]);
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

  it("but is drift once that is overdue: the config may not be deployed", async () => {
    const weeksAgo = after(-700).toISOString();
    desk.write(ours(A, B));
    await desk.record(
      inForce(A, { CreatedAt: weeksAgo, EnforcedAt: weeksAgo }),
      // Unmarked already, and its rule never went.
      row(B, { CreatedAt: after(-800).toISOString(), ReleasedAt: weeksAgo }),
    );
    const { differences, notes } = await desk.found("", { allowlist: [A, B] });
    expect(notes).toEqual([]);
    expect(differences).toEqual(
      [A, B].map((host) => ({
        kind: "RULE_WITHOUT_ROW",
        what: host,
        detail: `${host} is on the allowlist (${host}), and it is dropped since 2026-02-01 06:00 UTC: perhaps this config is not deployed`,
      })),
    );
    // A schedule that is too rare to say: nothing is overdue.
    expect(await desk.differences("", { allowlist: [A, B], prune: { schedule: "rate(30 days)" } })).toEqual([]);
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
