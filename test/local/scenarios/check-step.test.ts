import { checkStep, type Seen } from "../../../local/scenarios/check-step";
import type { Expected } from "../../../local/scenarios/scenario";

const HOST = "5.6.7.8";
const NOW = new Date("2030-01-31T07:15:00.000Z");

/** A step in which a host was blocked and told of. */
const SEEN: Seen = {
  matched: ["catch-ipv4", "catch-ipv4"],
  executions: [
    {
      machine: "sechub-record-ip",
      arn: "arn",
      status: "SUCCEEDED",
      states: [],
      retries: [],
      output: {
        Recorded: { Payload: { Refused: [{ Reason: "SAMPLE" }], Kept: [{ Reason: "NAMED_BY_ANOTHER" }] } },
        Enforced: { Payload: { NotBlocked: [{ Reason: "OVER_CAPACITY" }], Withdrawn: [{ Reason: "ALLOWLISTED" }] } },
      },
    },
  ],
  rules: { sources: [`${HOST}/32`], destinations: [`${HOST}/32`], capacityUsedUnits: 3, capacityUnits: 10 },
  rows: [{ HostIp: HOST, ExpiresAt: "2030-02-01T07:15:10.000Z", Blocks: 2 }],
  remembered: [{ HostIp: "9.8.7.6" }],
  messages: [{ at: 0, text: `Blocked ${HOST}`, blocks: [{ type: "header", text: { text: "Until tomorrow" } }] }],
  elsewhere: [`Blocked ${HOST}`],
  now: NOW,
};

const HOLDS: Expected = {
  rules: ["catch-ipv4"],
  blocked: [HOST],
  said: [[/^Blocked/, "Until tomorrow"]],
  refused: ["SAMPLE", "NAMED_BY_ANOTHER", "OVER_CAPACITY", "ALLOWLISTED"],
  hours: { [HOST]: 24 },
  blocks: { [HOST]: 2 },
  remembered: ["9.8.7.6"],
  elsewhere: [HOST],
};

const failed = (expected: Expected, seen: Seen = SEEN) =>
  checkStep(expected, seen)
    .filter(({ ok }) => !ok)
    .map(({ what }) => what);

describe("what a step is expected to come to", () => {
  it("holds when it is what was seen", () => {
    expect(failed(HOLDS)).toEqual([]);
  });

  it("is one check for each thing", () => {
    expect(checkStep(HOLDS, SEEN)).toHaveLength(9);
    expect(checkStep({ blocked: [], said: [] }, SEEN)).toHaveLength(5);
  });

  it.each<[string, Partial<Expected>, RegExp]>([
    ["another rule", { rules: ["catch-ipv4", "catch-ipv6"] }, /rules that take it.*it was: catch-ipv4$/],
    ["no rule", { rules: [] }, /rules that take it: none/],
    ["nobody blocked", { blocked: [] }, /dropped in both directions: nobody.*from 5\.6\.7\.8\/32/],
    ["another host blocked as well", { blocked: [HOST, "9.8.7.6"] }, /dropped in both directions/],
    ["no reason", { refused: [] }, /reasons not to block: none.*SAMPLE/],
    ["more hours", { hours: { [HOST]: 25 } }, /stays blocked for 25 hours.*24\.0 hours/],
    ["a block for good", { hours: { [HOST]: "until an operator lifts it" } }, /until an operator lifts it.*24\.0/],
    ["the hours of a host without a row", { hours: { "9.8.7.6": 24 } }, /9\.8\.7\.6 stays.*no row/],
    ["another count", { blocks: { [HOST]: 1 } }, /counts as blocked 1 times.*it was: 2/],
    ["nobody remembered", { remembered: [] }, /remembered, .*: none.*9\.8\.7\.6/],
    ["silence", { said: [] }, /Slack is told: nothing.*beside it: Blocked/],
    ["other words", { said: [["Blocked", "for good"]] }, /Slack is told.*without "Blocked" and "for good"/],
    ["a second message", { said: ["Blocked", "Blocked"] }, /without "Blocked", and beside it: none/],
    ["silence elsewhere", { elsewhere: [] }, /told elsewhere: nothing/],
  ])("fails, and says what was seen, for %s", (_, wrong, message) => {
    expect(failed({ ...HOLDS, ...wrong })).toEqual([expect.stringMatching(message)]);
  });

  it.each<[string, Partial<Seen>, RegExp]>([
    [
      "an execution that failed",
      {
        executions: [
          { machine: "m", arn: "a", status: "FAILED", error: "TABLE_REFUSED", cause: "why", states: [], retries: [] },
        ],
      },
      /every execution succeeds.*m TABLE_REFUSED why/,
    ],
    ["an ended block that is still in the blocklist", { rows: [...SEEN.rows, { HostIp: "9.8.7.6" }] }, /it was: none$/],
    ["one direction only", { rules: { ...SEEN.rules, destinations: [] } }, /from 5\.6\.7\.8\/32; to none/],
    ["a neighbour dropped with it", { rules: { ...SEEN.rules, sources: ["5.6.7.8/31"] } }, /from 5\.6\.7\.8\/31/],
  ])("fails for %s", (_, wrong, message) => {
    const expected = { ...HOLDS, refused: wrong.executions === undefined ? (HOLDS.refused ?? []) : [] };

    expect(failed(expected, { ...SEEN, ...wrong })).toEqual([expect.stringMatching(message)]);
  });
});
