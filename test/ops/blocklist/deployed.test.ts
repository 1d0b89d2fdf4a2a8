/** The deployed function reconciles, with its own config: the checkout's counts for nothing but questions. */
import { PERMANENT } from "../../../functions/domain/host-row";
import { AwsError } from "../../../local/stand-ins/aws-error";
import { enforced, groupOf, PLACEHOLDER, row } from "../../functions/support/world";
import { ours, OUR_ACTION } from "../drift/support";
import { GROUP_ARN, startDesk, type Desk } from "./support";

let desk: Desk;
beforeEach(async () => {
  desk = await startDesk();
});
afterEach(() => desk.close());

const byHand = (...rules: readonly object[]) =>
  desk.firewall.editByHand(GROUP_ARN, groupOf([PLACEHOLDER, ...rules] as never, [OUR_ACTION]));

describe("a host whose row says that a rule holds it, and a hand took the rule", () => {
  it("is dropped after a block, whoever had blocked it", async () => {
    await desk.put("blocklist", row("5.6.7.8", enforced));
    byHand();
    const { code, text } = await desk.run("block 5.6.7.8 --for 1h --yes");
    expect({ code, text }).toEqual({ code: 0, text: expect.stringContaining("is an operator's block now") as string });
    expect(desk.dropped()).toEqual(["5.6.7.8/32"]);

    byHand();
    expect((await desk.run("block 5.6.7.8 --permanent --yes")).code).toBe(0);
    byHand();
    // The same order changes no row.
    const { text: again } = await desk.run("block 5.6.7.8 --permanent --yes");
    expect(again).toContain("5.6.7.8 was so already: it is blocked");
    expect(desk.dropped()).toEqual(["5.6.7.8/32"]);
    expect(desk.told.at(-1)).toMatchObject({ Enforced: { Blocked: ["5.6.7.8"], Restored: ["5.6.7.8"] } });
  });

  it("is not called blocked by a function that knows nothing of that yet", async () => {
    await desk.put("blocklist", row("5.6.7.8", enforced));
    byHand();
    desk.updateNfRg.ofBefore = true;
    const { code, error } = await desk.run("block 5.6.7.8 --permanent --yes");
    expect({ code, error }).toEqual({
      code: 1,
      error:
        "5.6.7.8 is recorded until an operator lifts it; the rules may not equal the table yet: the deployed update-nf-rg is of before this version, and has not looked at the rules: deploy this version; reconcile once more after that, or leave it to the next scheduled run",
    });
    expect(desk.told).toMatchObject([{ Note: error }]);
    expect(desk.told[0]?.Enforced).toBeUndefined();
    // What it always could.
    expect((await desk.run("block 6.6.6.6 --yes")).code).toBe(0);
    expect((await desk.run("reconcile --yes")).code).toBe(0);
    expect((await desk.run("unblock 5.6.7.8 --yes")).code).toBe(0);
    expect(desk.dropped()).toEqual(["6.6.6.6/32"]);
  });
});

describe("a checkout that is of another commit than what is deployed", () => {
  it("blocks nobody who is on the deployed allowlist, and lets nobody go who is on its own", async () => {
    await desk.put("blocklist", row("5.6.7.9"), row("6.6.6.6"), row("5.6.7.8", enforced));
    byHand(...ours("5.6.7.8"));
    const deployedConfig = { allowlist: ["5.6.7.9"] };
    await desk.run("unblock 5.6.7.8 --yes", { config: { allowlist: ["6.6.6.6"] }, deployedConfig });
    expect(desk.dropped()).toEqual(["6.6.6.6/32"]);
  });

  it("blocks nobody where only is observed, and says so", async () => {
    await desk.put("blocklist", row("5.6.7.9"));
    const { code, text } = await desk.run("block 5.6.7.8 --yes", { config: {}, deployedConfig: { mode: "observe" } });
    expect({ code, text }).toEqual({
      code: 0,
      text: expect.stringContaining("and not blocked: 5.6.7.8 would be blocked, but this environment") as string,
    });
    expect(desk.dropped()).toEqual([]);
  });

  it("says that the deployed allowlist has the host", async () => {
    const { code, text } = await desk.run("block 5.6.7.8 --yes", { deployedConfig: { allowlist: ["5.6.7.8"] } });
    expect({ code, text }).toEqual({
      code: 1,
      text: expect.stringContaining("and not blocked: 5.6.7.8 is on the allowlist (5.6.7.8)") as string,
    });
  });

  it("blocks where its own mode is observe and the deployed one is not", async () => {
    const { text } = await desk.run("block 5.6.7.8 --permanent --yes", {
      config: { mode: "observe" },
      deployedConfig: {},
    });
    expect(text).toContain("5.6.7.8 is blocked until an operator lifts it");
    expect(desk.dropped()).toEqual(["5.6.7.8/32"]);
  });
});

it("a host that rules of before still drop is called blocked in observe mode too", async () => {
  await desk.put("blocklist", row("5.6.7.8", enforced));
  byHand(...ours("5.6.7.8"));
  const { text } = await desk.run("block 5.6.7.8 --permanent --yes", { config: { mode: "observe" } });
  expect(text).toContain("5.6.7.8 is an operator's block now until an operator lifts it");
  expect(await desk.rows()).toMatchObject([{ ExpiresAt: PERMANENT }]);
});

it("alarms and dashboard hear of it: the function measures", async () => {
  await desk.put("blocklist", row("5.6.7.8", enforced));
  byHand(...ours("6.6.6.6"));
  await desk.run("reconcile --yes");
  expect(Object.fromEntries(desk.updateNfRg.metrics.metrics)).toMatchObject({
    HostsBlocked: 1,
    HostsUnblocked: 1,
    RulesRepaired: 2,
  });
});

it("the caller writes no rule, no mark and no lease", async () => {
  const asked = desk.firewall.calls.length;
  const writes = desk.writes();
  // The function ends before it does anything.
  desk.updateNfRg.meanwhile = () => Promise.reject(new Error("no"));
  await desk.run("block 5.6.7.8 --yes");
  expect(desk.firewall.calls.slice(asked).map(({ operation }) => operation)).not.toContain("UpdateRuleGroup");
  expect(desk.writes() - writes).toBe(1);
  expect(await desk.rows("lease")).toEqual([]);
});

describe("a function that failed after the row was written", () => {
  it("may have made the rules all the same, and nobody says that they are as before", async () => {
    desk.updateNfRg.breaks = ["TABLE_REFUSED", "dynamodb:UpdateItem is not allowed"];
    const { code, error } = await desk.run("block 5.6.7.8 --permanent --yes");
    expect(desk.dropped()).toEqual(["5.6.7.8/32"]);
    expect({ code, error }).toEqual({
      code: 1,
      error:
        "5.6.7.8 is recorded until an operator lifts it; the rules may not equal the table yet: sechub-ops-update-nf-rg failed with TABLE_REFUSED: dynamodb:UpdateItem is not allowed (docs/errors.md); reconcile once more after that, or leave it to the next scheduled run",
    });
    expect(desk.told).toMatchObject([{ Command: "block", Hosts: ["5.6.7.8"], Note: error }]);
  });

  it.each<[string, () => void, string]>([
    [
      "may not be called",
      () => desk.lambda.failNext(new AwsError("AccessDeniedException", "is not authorized to perform: lambda:X", 403)),
      "these credentials may not call lambda:X",
    ],
    ["is not there", () => desk.undeploy("update-nf-rg"), "there is no function sechub-ops-update-nf-rg in us-west-2"],
  ])("since it %s", async (_, arrange, why) => {
    arrange();
    const { code, error } = await desk.run("unblock 5.6.7.8 --yes");
    expect([code, error]).toEqual([0, ""]);
    const blocked = await desk.run("block 5.6.7.8 --yes");
    expect(blocked.code).toBe(1);
    expect(blocked.error).toContain(`the rules may not equal the table yet: ${why}`);
    expect(blocked.error).not.toContain("\n");
    expect(await desk.rows()).toHaveLength(1);
    expect(desk.told).toMatchObject([{ Note: blocked.error }]);
  });
});

describe("a local run that serves no functions", () => {
  const environment = { AWS_ENDPOINT_URL_LAMBDA: "" };

  it.each([["block 5.6.7.8 --yes"], ["unblock 5.6.7.8 --yes"], ["reconcile --yes"], ["import x.txt --yes"]])(
    "says so before anything is written: %s",
    async (line) => {
      await desk.put("blocklist", row("5.6.7.8"));
      const [writes, before] = [desk.writes(), await desk.rows()];
      expect(await desk.run(line, { environment })).toMatchObject({
        code: 1,
        error:
          "no function is served here that could reconcile: set AWS_ENDPOINT_URL_LAMBDA as npm start -- --keep prints it. Nothing was changed",
      });
      expect([desk.writes(), await desk.rows()]).toEqual([writes, before]);
    },
  );

  it.each([["list"], ["show 5.6.7.8"], ["export"], ["reconcile --dry-run"]])("is enough to look: %s", async (line) => {
    expect((await desk.run(line, { environment })).code).toBe(0);
  });
});
