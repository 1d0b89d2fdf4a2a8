/** Between a question, its answer, the write and the reconcile others go on. */
import { PERMANENT } from "../../../functions/domain/host-row";
import { enforced, groupOf, PLACEHOLDER, row } from "../../functions/support/world";
import { OUR_ACTION, ours } from "../drift/support";
import { refusingTable } from "./refusing-table";
import { CALLER, GROUP_ARN, NOW, startDesk, type Desk } from "./support";

let desk: Desk;
beforeEach(async () => {
  desk = await startDesk();
});
afterEach(() => desk.close());

const byHand = (...rules: readonly object[]) =>
  desk.firewall.editByHand(GROUP_ARN, groupOf([PLACEHOLDER, ...rules] as never, [OUR_ACTION]));
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000).toISOString();
const MINUTES = 120_000;

describe("while the question waits", () => {
  const other = (line: readonly string[]) => async () => {
    desk.pass(MINUTES);
    expect((await desk.run([...line, "--yes"])).code).toBe(0);
    desk.pass(MINUTES);
  };
  const LOOK = "and stays as it is: look again, npm run blocklist -- show 5.6.7.8";

  it("another operator takes the block over: it is not unblocked", async () => {
    await desk.put("blocklist", row("5.6.7.8", enforced));
    byHand(...ours("5.6.7.8"));
    const { code, error } = await desk.run("unblock 5.6.7.8 --reason wrong", {
      answer: other(["block", "5.6.7.8", "--permanent", "--reason", "C2 server"]),
    });
    expect({ code, error }).toEqual({
      code: 1,
      error: `the row of 5.6.7.8 has changed since you were asked (now blocked since 2026-03-02 09:00 UTC by an operator, ${CALLER} (C2 server)), ${LOOK}`,
    });
    expect(await desk.rows()).toMatchObject([{ Source: "operator", ExpiresAt: PERMANENT, Reason: "C2 server" }]);
    expect(desk.dropped()).toEqual(["5.6.7.8/32"]);
    expect(desk.told.map(({ Command }) => Command)).toEqual(["block"]);
  });

  it("another operator blocks it first: that order stands", async () => {
    const { code, error } = await desk.run("block 5.6.7.8 --for 1h", {
      answer: other(["block", "5.6.7.8", "--permanent", "--reason", "C2 server"]),
    });
    expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining(LOOK) as string });
    expect(await desk.rows()).toMatchObject([{ ExpiresAt: PERMANENT }]);
  });

  it("the same operator changes it in another terminal: that order stands", async () => {
    await desk.run("block 5.6.7.8 --for 1h --reason scan --yes");
    const { code, error } = await desk.run("block 5.6.7.8 --for 2h", {
      answer: other(["block", "5.6.7.8", "--permanent", "--reason", "C2 server"]),
    });
    expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining(LOOK) as string });
    expect(await desk.rows()).toMatchObject([{ ExpiresAt: PERMANENT, Reason: "C2 server" }]);
  });

  it.each([
    ["ends", other(["unblock", "5.6.7.8"]), "(its block has ended)"],
    [
      "is another block by then",
      () => desk.put("blocklist", row("5.6.7.8", { CreatedAt: later(1) })),
      "(now blocked since 2026-03-02 10:00 UTC for UnauthorizedAccess",
    ],
  ])("a block that %s is not taken over", async (_, answer, is) => {
    await desk.put("blocklist", row("5.6.7.8"));
    expect((await desk.run("block 5.6.7.8", { answer })).error).toContain(is);
  });

  it("a colleague's block that another colleague orders anew is not unblocked", async () => {
    const ordered = (BlockedBy: string) => row("5.6.7.8", { Source: "operator", FindingId: "", BlockedBy });
    await desk.put("blocklist", ordered("joe"));
    const { error } = await desk.run("unblock 5.6.7.8", { answer: () => desk.put("blocklist", ordered("mary")) });
    expect(error).toContain("(now blocked since 2026-03-02 09:00 UTC by an operator, mary (SSH passwords");
    expect((await desk.rows())[0]?.LiftedAt).toBeUndefined();
  });

  it("further sightings of the same block change nothing of what was asked", async () => {
    await desk.put("blocklist", row("5.6.7.8"));
    const answer = () => desk.put("blocklist", row("5.6.7.8", { LastSeenAt: later(-1), ExpiresAt: later(9_999) }));
    expect((await desk.run("unblock 5.6.7.8", { answer })).text).toContain("5.6.7.8 is unblocked");
    expect((await desk.run("unblock 5.6.7.8 --yes")).text).toContain("5.6.7.8 is not blocked");
  });

  it.each([["block 5.6.7.8 --permanent"], ["unblock 5.6.7.8"]])(
    "the answer to our own write may be lost, and no one else is taken for it: %s",
    async (line) => {
      await desk.put("blocklist", row("5.6.7.8"));
      let lost = 0;
      const table = await refusingTable(desk.dynamoDb.url, ({ operation }) =>
        operation === "UpdateItem" && (lost += 1) === 1 ? "its answer is lost" : false,
      );
      const environment = { AWS_ENDPOINT_URL_DYNAMODB: table.url };
      const { code, error } = await desk.run(line, { answer: "y", environment });
      await table.close();
      expect({ code, error, lost }).toEqual({ code: 0, error: "", lost: 2 });
    },
  );

  it("time passes: a block lasts from the answer on, and an unblock judges all sightings up to it", async () => {
    const answer = () => Promise.resolve(desk.pass(MINUTES));
    await desk.run("block 5.6.7.8 --for 1h", { answer });
    expect(await desk.rows()).toMatchObject([{ CreatedAt: later(120), ExpiresAt: later(3_720) }]);
    await desk.run("unblock 5.6.7.8", { answer });
    expect(await desk.rows()).toMatchObject([{ LiftedAt: later(240), LastSeenAt: later(240) }]);
  });

  it("whoever says --yes means whatever is there", async () => {
    await desk.run("block 5.6.7.8 --permanent --yes");
    expect((await desk.run("unblock 5.6.7.8 --yes")).code).toBe(0);
  });
});

it("a sighting that comes before the reconcile keeps the host blocked, and that is what is said", async () => {
  await desk.put("blocklist", row("5.6.7.8", enforced));
  byHand(...ours("5.6.7.8"));
  desk.updateNfRg.meanwhile = () =>
    desk.put("blocklist", row("5.6.7.8", { CreatedAt: later(1), LastSeenAt: later(1) }));
  const { code, out } = await desk.run("unblock 5.6.7.8 --yes");

  const still =
    "5.6.7.8 is still blocked: blocked since 2026-03-02 10:00 UTC for UnauthorizedAccess:EC2-SSHBruteForce (SSH passwords are tried)";
  expect({ code, first: out[0] }).toEqual({ code: 1, first: still });
  expect(desk.dropped()).toEqual(["5.6.7.8/32"]);
  expect(desk.told).toMatchObject([{ Command: "unblock", Enforced: { Blocked: ["5.6.7.8"], NotBlocked: [] } }]);
  expect(desk.told[0]?.Note).toContain(still);

  desk.updateNfRg.meanwhile = undefined;
  const { text } = await desk.run("unblock 5.6.7.8 --yes --json");
  expect(JSON.parse(text)).toMatchObject({ outcome: "lifted", reconciled: { Blocked: [], NotBlocked: [] } });
});
