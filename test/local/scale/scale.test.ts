import { runScale, type ScaleFigures } from "../../../local/scale/run-scale";
import { hostNumber } from "../../../local/scale/fill-table";

/** `npm run scale` does the same with 14,999 hosts. */
const ROOM = 150;
const TOO_MANY = 25;
let figures: ScaleFigures;
beforeAll(async () => {
  figures = await runScale({ capacityUnits: 2 * ROOM + 1, tooMany: TOO_MANY, pageHosts: 50 });
}, 240_000);

it("blocks as many as fit by one update, marks exactly those, and names the first 20 of the others and their count", () => {
  expect(figures.full).toMatchObject({
    status: "SUCCEEDED",
    updates: 1,
    rows: ROOM + TOO_MANY,
    rowsEnforced: ROOM,
    addresses: ROOM,
    capacityUsedUnits: 2 * ROOM + 1,
  });
  const [message = "", ...more] = figures.full.messages;
  expect(more).toEqual([]);
  const leftOut = Array.from({ length: 20 }, (_, index) => hostNumber(ROOM + index)).join(", ");
  expect(message).toContain(`Left out, the rule group is full: ${leftOut} and ${TOO_MANY - 20} more`);
});

it("does nothing and says nothing new when the schedule comes again", () => {
  expect(figures.quiet).toMatchObject({ status: "SUCCEEDED", updates: 0, addresses: ROOM, messages: [] });
  // The end of the lease alone: no row is written.
  expect(figures.quiet.tableCalls.UpdateItem).toBe(1);
});

it("prunes in pages, with one update a page and a single summary", () => {
  const pages = Math.ceil((ROOM + TOO_MANY) / 50);
  expect(figures.prune).toMatchObject({ status: "SUCCEEDED", rows: 0, addresses: 0, capacityUsedUnits: 1 });
  expect(figures.prune.states["Get expired IPs"]).toBe(pages);
  expect(figures.prune.updates).toBeLessThanOrEqual(pages);
  expect(figures.prune.tableCalls.DeleteItem).toBe(ROOM + TOO_MANY);
  expect(figures.prune.messages).toHaveLength(1);
  expect(figures.prune.messages[0]).toContain(`Unblocked ${ROOM} hosts`);
  // Those that there was never room for.
  expect(figures.prune.messages[0]).toMatch(new RegExp(`no rule dropped them: .* and ${TOO_MANY - 20} more`));
});
