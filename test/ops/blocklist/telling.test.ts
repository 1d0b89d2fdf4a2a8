import { row } from "../../functions/support/world";
import { AwsError } from "../../../local/stand-ins/aws-error";
import { startHostFile } from "./host-file";
import { CALLER, NOW, startDesk, type Desk } from "./support";

let desk: Desk;
let hostFile: ReturnType<typeof startHostFile>;
beforeEach(async () => {
  hostFile = startHostFile();
  desk = await startDesk();
});
afterEach(async () => {
  hostFile.remove();
  await desk.close();
});

const file = (...lines: readonly string[]): string => hostFile.write(...lines);
const later = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000).toISOString();

describe("what an operator changed is told: who, why, until when, and what came of it", () => {
  it("a block", async () => {
    const { notes } = await desk.run(["block", "5.6.7.8", "--for", "72h", "--reason", "incident 17", "--yes"]);
    expect(desk.told).toMatchObject([
      {
        Command: "block",
        By: CALLER,
        Why: "incident 17",
        Hosts: ["5.6.7.8"],
        HostCount: 1,
        Until: later(72),
        Enforced: { Blocked: ["5.6.7.8"], HostsInForce: 1 },
        Note: "",
        CanWait: false,
      },
    ]);
    expect(notes).toEqual([]);
  });

  it("a finding's block that is an operator's now", async () => {
    await desk.put("blocklist", row("5.6.7.8"));
    await desk.run("block 5.6.7.8 --for 1h --yes");
    expect(desk.told).toMatchObject([
      {
        Until: row("").ExpiresAt,
        Note: expect.stringMatching(
          /^it was blocked since .* UTC for UnauthorizedAccess:EC2-SSHBruteForce \(.*\), until .* UTC; suppressing its findings lifts it no more$/,
        ) as string,
      },
    ]);
  });

  it("an operator's block that another one changes: what it was, and its reason stays where none is given", async () => {
    await desk.run(["block", "5.6.7.8", "--permanent", "--reason", "incident 17", "--yes"]);
    const question = await desk.run("block 5.6.7.8 --for 1h", { answer: "n" });
    expect(question.notes[0]).toMatch(
      /^block 5\.6\.7\.8 in ops until 2026-03-02 11:00 UTC, as .*; it is already blocked since .* by an operator, .* \(incident 17\), until an operator lifts it$/,
    );
    const { text } = await desk.run("block 5.6.7.8 --for 1h --yes");
    const was = `it was blocked since 2026-03-02 10:00 UTC by an operator, ${CALLER} (incident 17), until an operator lifts it`;
    expect(desk.told.at(-1)).toMatchObject({ Until: later(1), Why: "incident 17", Note: was });
    expect(text).toContain(was);
    expect(await desk.rows()).toMatchObject([{ ExpiresAt: later(1), Reason: "incident 17" }]);
  });

  it("an unblock, and that a newer sighting blocks again", async () => {
    await desk.put("blocklist", row("5.6.7.8"));
    await desk.run("unblock 5.6.7.8 --reason wrong --yes");
    expect(desk.told).toMatchObject([
      { Command: "unblock", Why: "wrong", Hosts: ["5.6.7.8"], Until: "", Enforced: { HostsInForce: 0 } },
    ]);
    expect(desk.told[0]?.Note).toBe(
      "a newer sighting blocks it again: suppress the finding, and for good put 5.6.7.8 into allowlist and deploy",
    );
  });

  it("an import, once, with the first hundred hosts and the count of all", async () => {
    await desk.run(["import", file("5.6.7.0/24", "2a00::1"), "--for", "3d", "--reason", "list", "--yes"]);
    expect(desk.told).toMatchObject([{ Command: "import", Why: "list", HostCount: 257, Until: later(72) }]);
    expect(desk.told[0]?.Hosts).toHaveLength(100);
    // They are the file's own.
    expect(desk.told[0]?.Enforced).toMatchObject({ AddedCount: 257, Late: [], LateCount: 0 });
  });

  it("an import beside rows that were recorded before", async () => {
    await desk.put("blocklist", row("6.6.6.6"));
    await desk.run(["import", file("5.6.7.8"), "--yes"]);
    expect(desk.told).toMatchObject([{ Hosts: ["5.6.7.8"], Enforced: { Late: ["6.6.6.6"], LateCount: 1 } }]);
  });

  it("rows that an export brings back, whenever they end, and what is remembered", async () => {
    const remembered = { Table: "memory", ...row("6.6.6.6"), ForgetAt: Math.ceil(Date.parse(later(900)) / 1_000) };
    const rows = [{ Table: "blocklist", ...row("5.6.7.8") }, remembered];
    await desk.run(["import", file(...rows.map((one) => JSON.stringify(one))), "--yes"]);
    expect(desk.told).toMatchObject([{ Hosts: ["5.6.7.8"], Until: "", Note: "1 ended block remembered again" }]);
  });

  it("a reconcile that changed something", async () => {
    await desk.put("blocklist", row("5.6.7.8"));
    await desk.run(["reconcile", "--reason", "after a restore", "--yes"]);
    expect(desk.told).toMatchObject([
      { Command: "reconcile", Why: "after a restore", Hosts: [], HostCount: 0, Note: "added 5.6.7.8" },
    ]);
  });

  it("a change whose reconcile had no turn, and that it had none", async () => {
    await desk.put("lease", {
      LeaseName: "reconcile",
      Owner: "another",
      TakenAt: NOW.toISOString(),
      ExpiresAt: later(9),
    });
    const { code, error } = await desk.run("block 5.6.7.8 --wait 1 --yes");
    expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining("still had its turn") as string });
    expect(desk.told).toMatchObject([{ Command: "block", Hosts: ["5.6.7.8"], Note: error }]);
    expect(desk.told[0]?.Enforced).toBeUndefined();
  });
});

it("each change has an id of its own", async () => {
  await desk.run("block 5.6.7.8 --yes");
  await desk.run("unblock 5.6.7.8 --yes");
  expect(new Set(desk.told.map(({ Execution }) => Execution)).size).toBe(2);
});

describe("nothing is told", () => {
  it.each([
    ["list"],
    ["show 5.6.7.8"],
    ["export"],
    ["block 5.6.7.8 --for 1h --yes"],
    ["unblock 6.6.6.6 --yes"],
    ["reconcile --yes"],
    ["reconcile --dry-run"],
  ])("by %s when nothing changes", async (line) => {
    await desk.run("block 5.6.7.8 --for 1h --yes");
    desk.told.length = 0;
    const { code, notes } = await desk.run(line);
    expect({ code, notes, told: desk.told }).toEqual({ code: 0, notes: [], told: [] });
  });

  it("by who declines", async () => {
    await desk.run("block 5.6.7.8", { answer: "n" });
    expect(desk.told).toEqual([]);
  });
});

describe("when Slack cannot be told", () => {
  const stands = (why: string) => `${why.endsWith("?") ? "" : "."} What was changed stands: tell the others yourself`;
  const denied =
    "User: arn:aws:iam::1:user/j is not authorized to perform: lambda:InvokeFunction on resource: x because no policy";

  const refuseToTell = () => {
    // The function after the one that reconciles.
    desk.updateNfRg.meanwhile = () =>
      Promise.resolve(desk.lambda.failNext(new AwsError("AccessDeniedException", denied, 403)));
  };

  it.each<[string, () => void, string]>([
    ["no permission", refuseToTell, `these credentials may not call lambda:InvokeFunction: ${denied}`],
    [
      "a webhook that cannot be used",
      () => (desk.failing.with = ["WEBHOOK_UNUSABLE", "the parameter has no URL"]),
      "sechub-ops-send-gd-finding failed with WEBHOOK_UNUSABLE: the parameter has no URL (docs/errors.md)",
    ],
    [
      "a function of before this version",
      () => (desk.failing.with = ["EVENT_INVALID", "the notification cannot be read: Kind: Invalid input"]),
      "the deployed send-gd-finding knows no operators' changes yet: deploy this version",
    ],
    [
      "no function",
      () => desk.undeploy("send-gd-finding"),
      "there is no function sechub-ops-send-gd-finding in us-west-2, environment ops: these are the stand-ins of a local run. Was npm start -- --keep begun with this environment (--env)?",
    ],
  ])("%s: the change stands, one line says so, and the exit code is the change's", async (_, arrange, why) => {
    arrange();
    const ran = await desk.run("block 5.6.7.8 --yes");
    expect(ran).toMatchObject({ code: 0, notes: [`Slack was not told: ${why}${stands(why)}`] });
    expect(ran.text).toContain("5.6.7.8 is blocked");
    expect(desk.dropped()).toEqual(["5.6.7.8/32"]);
  });

  it("--json says that it was told, that it was not and why, and that there was nothing to tell", async () => {
    const json = async (line: string) => {
      const { told, notTold } = JSON.parse((await desk.run(line)).text) as Record<string, unknown>;
      return { told, notTold };
    };
    expect(await json("block 5.6.7.8 --for 1h --yes --json")).toEqual({ told: true, notTold: undefined });
    expect(await json("block 5.6.7.8 --for 1h --yes --json")).toEqual({ told: false, notTold: "nothing was changed" });
    refuseToTell();
    expect(await json("unblock 5.6.7.8 --yes --json")).toEqual({
      told: false,
      notTold: `these credentials may not call lambda:InvokeFunction: ${denied}`,
    });
    expect(await json("unblock 5.6.7.8 --yes --json")).toEqual({ told: false, notTold: "nothing was changed" });
  });
});

describe("a row that is no address", () => {
  const STRANGE = "5.6.7.8/33 ";
  beforeEach(() => desk.put("blocklist", row(STRANGE)));

  it("is shown and ended by its very text", async () => {
    expect((await desk.run(["show", "--row", STRANGE])).text).toContain(`${STRANGE}: not in force`);
    const { code, text } = await desk.run(["unblock", "--row", STRANGE, "--reason", "a slip", "--yes"]);
    expect({ code, text }).toEqual({ code: 0, text: expect.stringContaining(`${STRANGE} is unblocked`) as string });
    expect(text).not.toContain("cannot be blocked");
    expect(await desk.rows()).toMatchObject([{ HostIp: STRANGE, LiftedBy: CALLER, LiftReason: "a slip" }]);
    expect(desk.told).toMatchObject([{ Command: "unblock", Hosts: [STRANGE] }]);
  });

  it.each([
    [["show", "--row", "5.6.7.8"], "--row 5.6.7.8: that is an address, which needs no --row"],
    [["show", "--row="], "--row names none"],
    [["show", "5.6.7.8", "--row", STRANGE], 'show takes nothing more, and "5.6.7.8" is one too many'],
    [["block", "5.6.7.8", "--row", "x"], "block takes no --row"],
    [["show"], "show needs an address"],
  ])("is asked for as it should be: %j", async (line, problem) => {
    const { code, error } = await desk.run(line);
    expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining(problem) as string });
  });

  it("of other text is not there", async () => {
    expect((await desk.run(["unblock", "--row", "5.6.7.8/33", "--yes"])).text).toContain("is not in the blocklist");
  });
});
