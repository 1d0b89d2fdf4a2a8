import { networkConnection, portProbe, PUBLIC_V4 } from "../../support/findings";
import { PERMANENT } from "../../../functions/domain/host-row";
import { enforced, expired, row, startWorld, type World } from "../support/world";
import { BLOCK_ALL, record, refusedBy } from "./recording";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const blocked = row(PUBLIC_V4, { ...enforced, FindingId: "the finding" });

it.each([
  ["RESOLVED", { Workflow: { Status: "RESOLVED" } }, {}],
  ["ARCHIVED", { RecordState: "ARCHIVED" }, {}],
  ["BELOW_SEVERITY", {}, { severity: "CRITICAL" as const }],
  ["REGION_NOT_LISTED", {}, { regions: ["eu-west-1"] }],
  ["NEVER_BLOCK_TYPE", {}, { neverTypes: [{ type: "UnauthorizedAccess:", because: "it says so" }] }],
])(
  "says of a finding that is refused as %s that its host stays blocked, and until when",
  async (reason, overrides, policy) => {
    await world.put(blocked);
    const outcome = await record(world, [networkConnection(PUBLIC_V4, overrides)], {
      policy: { ...BLOCK_ALL, ...policy },
    });
    expect(refusedBy(outcome)).toEqual([reason, `${PUBLIC_V4} STAYS_BLOCKED`]);
    expect(outcome.Refused.at(-1)?.Detail).toBe(
      `${PUBLIC_V4} stays blocked until 2026-04-01 09:00 UTC: only suppressing the finding lifts the block`,
    );
    expect(await world.rows()).toEqual([blocked]);
  },
);

it.each([
  ["is not blocked", []],
  ["was blocked once", [row(PUBLIC_V4, expired)]],
])("says nothing of a host that %s", async (_, rows) => {
  await world.put(...rows);
  const outcome = await record(world, [networkConnection(PUBLIC_V4, { RecordState: "ARCHIVED" })]);
  expect(refusedBy(outcome)).toEqual(["ARCHIVED"]);
});

it("says of an operator's block that nobody but an operator ends it", async () => {
  await world.put(row(PUBLIC_V4, { Source: "operator", ExpiresAt: PERMANENT, Reason: "incident 17" }));
  const { Refused } = await record(world, [portProbe([PUBLIC_V4], { RecordState: "ARCHIVED" })]);
  expect(Refused.at(-1)?.Detail).toBe(`${PUBLIC_V4} stays blocked until an operator lifts it: an operator blocked it`);
  const { Kept } = await record(world, [portProbe([PUBLIC_V4], { Workflow: { Status: "SUPPRESSED" } })]);
  expect(Kept).toMatchObject([
    { Reason: "OPERATOR_BLOCK", Detail: expect.stringContaining("(incident 17)") as unknown },
  ]);
});
