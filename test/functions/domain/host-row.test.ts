import { isExpired, PERMANENT, readHostRow } from "../../../functions/domain/host-row";
import { PUBLIC_V4 } from "../../support/findings";
import { NOW, row } from "../support/world";

it.each([
  ["a millisecond before its end", 1, false],
  ["at its end", 0, true],
  ["a millisecond after its end", -1, true],
])("%s, a block has ended: %s", (_, milliseconds, ended) => {
  expect(isExpired({ ExpiresAt: new Date(NOW.getTime() + milliseconds).toISOString() }, NOW)).toBe(ended);
});

it("reads a row as it was written", () => {
  const { FindingId, FindingType, Severity, AccountId, Region, Reason } = row(PUBLIC_V4);
  const OtherFindings = [{ FindingId, FindingType, Severity, AccountId, Region, Reason }];
  const marks = { BlockedBy: "jane", LiftedBy: "joe", LiftReason: "ours" };
  const written = row(PUBLIC_V4, {
    EnforcedAt: NOW.toISOString(),
    Source: "operator",
    Blocks: 3,
    OtherFindings,
    ...marks,
  });
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

it.each([[undefined, 1], [null, 1], [-1, 1], [1.5, 1], ["many", 1], [{ value: "4" }, 4], [0, 0], [7, 7], [1e9, 1]])(
  "reads Blocks %j as %i",
  (Blocks, count) => {
    expect(readHostRow({ HostIp: PUBLIC_V4, Blocks }).Blocks).toBe(count);
  },
); // prettier-ignore

it("reads other findings that a hand damaged, each as far as it can be read", () => {
  const { OtherFindings } = readHostRow({ HostIp: PUBLIC_V4, OtherFindings: [null, 5, { FindingId: "a" }] });
  expect(OtherFindings?.map(({ FindingId }) => FindingId)).toEqual(["", "", "a"]);
});

it("a permanent block has not ended in any year that a clock shows", () => {
  expect(isExpired({ ExpiresAt: PERMANENT }, new Date("9999-12-31T00:00:00Z"))).toBe(false);
});

it("a lifted block has ended, whichever clock lifted it", () => {
  const ExpiresAt = new Date(NOW.getTime() + 240_000).toISOString();
  expect([isExpired({ ExpiresAt, LiftedAt: ExpiresAt }, NOW), isExpired({ ExpiresAt }, NOW)]).toEqual([true, false]);
});

it("reads the product of a finding, and of one that was suppressed, where the row names it", () => {
  const [FindingId, ProductArn] = ["a", "arn:of:a:product"];
  const suppressed = [{ FindingId, LastSeenAt: NOW.toISOString(), ProductArn }];
  const item = { ...row(PUBLIC_V4), ProductArn, OtherFindings: [{ FindingId, ProductArn }], Suppressed: suppressed };
  expect(readHostRow(item)).toMatchObject({ ProductArn, OtherFindings: [{ ProductArn }], Suppressed: suppressed });
  expect(readHostRow({ ...item, ProductArn: 5, Suppressed: [null] })).not.toHaveProperty("ProductArn");
});

it("takes a block that an operator made of a lifted row for a running one", () => {
  const lifted = { LiftedAt: NOW.toISOString() };
  expect(readHostRow({ ...row(PUBLIC_V4, { ...lifted, ExpiresAt: NOW.toISOString() }) }).LiftedAt).toBe(
    NOW.toISOString(),
  );
  expect(readHostRow({ ...row(PUBLIC_V4, { ...lifted, ExpiresAt: PERMANENT }) }).LiftedAt).toBeUndefined();
});
