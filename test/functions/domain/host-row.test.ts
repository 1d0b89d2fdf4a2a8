import { readFinding } from "../../../functions/domain/finding";
import type { Host } from "../../../functions/domain/host";
import { isExpired, readHostRow, rowOf } from "../../../functions/domain/host-row";
import { longTitle, networkConnection, PUBLIC_V4 } from "../../support/findings";
import { after, hostsOf, NOW, row } from "../support/world";

const [HOST] = hostsOf(PUBLIC_V4) as [Host];
const rowOfFinding = (overrides = {}) => rowOf(HOST, readFinding(networkConnection(PUBLIC_V4, overrides)), NOW, 720);

it("keeps what on-call asks for: which host, why, by which finding, until when", () => {
  expect(rowOfFinding()).toEqual({
    HostIp: PUBLIC_V4,
    CreatedAt: NOW.toISOString(),
    LastSeenAt: "2026-03-02T09:41:37.000Z",
    ExpiresAt: after(720).toISOString(),
    FindingId: networkConnection(PUBLIC_V4).Id,
    FindingType: "UnauthorizedAccess:EC2-SSHBruteForce",
    Severity: "MEDIUM",
    AccountId: "111122223333",
    Region: "us-west-2",
    Reason: networkConnection(PUBLIC_V4)["Title"],
    Source: "finding",
  });
});

it.each([
  ["a clock that is minutes ahead", "2026-03-02T10:05:00.000Z", NOW.toISOString()],
  ["a year that nobody lives to see", "9999-12-31T23:59:59.999Z", NOW.toISOString()],
  ["a year of five digits", "+012026-03-02T10:00:00.000Z", NOW.toISOString()],
  ["this very moment", NOW.toISOString(), NOW.toISOString()],
  ["the past", "2020-01-01T00:00:00.000Z", "2020-01-01T00:00:00.000Z"],
  ["no time at all", undefined, "2026-03-02T09:46:52.604Z"],
])("clamps a sighting of %s", (_, LastObservedAt, lastSeenAt) => {
  expect(rowOfFinding({ LastObservedAt }).LastSeenAt).toBe(lastSeenAt);
});

it("counts expiry from the moment of recording, however old the sighting is", () => {
  expect(rowOfFinding({ LastObservedAt: "2020-01-01T00:00:00.000Z" }).ExpiresAt).toBe(after(720).toISOString());
});

it("takes a finding without any time as seen now", () => {
  expect(rowOfFinding({ LastObservedAt: "?", UpdatedAt: undefined }).LastSeenAt).toBe(NOW.toISOString());
});

it("cuts a title of 10,000 characters to 256", () => {
  expect(rowOf(HOST, readFinding(longTitle()), NOW, 720).Reason).toHaveLength(256);
});

it.each([
  ["a millisecond before its end", 1, false],
  ["at its end", 0, true],
  ["a millisecond after its end", -1, true],
])("%s, a block has ended: %s", (_, milliseconds, ended) => {
  expect(isExpired({ ExpiresAt: new Date(NOW.getTime() + milliseconds).toISOString() }, NOW)).toBe(ended);
});

it("reads a row as it was written", () => {
  const written = row(PUBLIC_V4, { EnforcedAt: NOW.toISOString(), Source: "operator" });
  expect(readHostRow({ ...written, Note: "more" })).toEqual(written);
});

it.each([undefined, null, 5, "", ["x"], { S: "x" }])(
  "reads an attribute that is %j as absent, and the row as expired",
  (odd) => {
    const read = readHostRow({ HostIp: PUBLIC_V4, ExpiresAt: odd, EnforcedAt: odd, Source: odd, CreatedAt: odd });
    expect(read).toMatchObject({ HostIp: PUBLIC_V4, ExpiresAt: "", CreatedAt: "", Source: "finding" });
    expect(read.EnforcedAt).toBeUndefined();
    expect(isExpired(read, NOW)).toBe(true);
  },
);
