import { readFinding } from "../../../functions/domain/finding";
import { refuseFinding } from "../../../functions/domain/refusals";
import { remoteAddresses } from "../../../functions/domain/remote-hosts";
import { finding, fixture, networkConnection, PUBLIC_V4 } from "../../support/findings";

const ODD = [undefined, null, 7, true, "text", ["list"], { object: 1 }, [[null]]];
const FIELDS = [
  "Id", "ProductArn", "AwsAccountId", "Region", "Types", "Title", "Description", "Severity", "LastObservedAt", "UpdatedAt",
  "RecordState", "Workflow", "Sample", "ProductFields", "Action", "Network", "Resources", "Note", "FindingProviderFields",
]; // prettier-ignore

it.each(FIELDS)("survives %s of any type, and keeps the rest", (field) => {
  const plain = readFinding(networkConnection());
  for (const odd of ODD) {
    const read = readFinding({ ...networkConnection(), [field]: odd });
    if (field !== "Title") expect(read.title).toBe(plain.title);
    if (field !== "Id") expect(read.id).toBe(plain.id);
    if (field !== "ProductFields") expect(remoteAddresses(read)).toEqual(remoteAddresses(plain));
    expect(typeof read.sample).toBe("boolean");
  }
});

it.each(ODD)("reads %j as a finding of which nothing is known, which is never blocked", (raw) => {
  const read = readFinding(raw);
  expect(read).toMatchObject({ id: "", productArn: "", severity: "UNKNOWN", lastObservedAt: undefined, sample: false });
  const policy = {
    actions: [],
    severity: "INFORMATIONAL",
    types: [],
    accounts: [],
    regions: [],
    products: [],
    partition: "aws",
    neverTypes: [],
  } as const;
  expect(refuseFinding(read, policy)).toMatchObject({ reason: "NOT_GUARDDUTY" });
});

it("reads every field of a real one", () => {
  expect(readFinding(networkConnection())).toMatchObject({
    productArn: "arn:aws:securityhub:us-west-2::product/aws/guardduty",
    accountId: "111122223333",
    region: "us-west-2",
    type: "UnauthorizedAccess:EC2-SSHBruteForce",
    severity: "MEDIUM",
    lastObservedAt: "2026-03-02T09:41:37.000Z",
    recordState: "ACTIVE",
    workflowStatus: "NEW",
    sample: false,
    resources: [{ type: "AwsEc2Instance", id: expect.stringContaining("instance/") as unknown }],
  });
});

it.each([
  ["Label", { Label: "HIGH", Normalized: 10 }, "HIGH"],
  ["Normalized when Label is none of ASFF's", { Label: "SEVERE", Normalized: 90 }, "CRITICAL"],
  ["Normalized 100", { Normalized: 100 }, "CRITICAL"],
  ["Normalized 90", { Normalized: 90 }, "CRITICAL"],
  ["Normalized 89", { Normalized: 89 }, "HIGH"],
  ["Normalized 70", { Normalized: 70 }, "HIGH"],
  ["Normalized 69", { Normalized: 69 }, "MEDIUM"],
  ["Normalized 40", { Normalized: 40 }, "MEDIUM"],
  ["Normalized 39", { Normalized: 39 }, "LOW"],
  ["Normalized 1", { Normalized: 1 }, "LOW"],
  ["Normalized 0", { Normalized: 0 }, "INFORMATIONAL"],
  ["a Normalized that is no number", { Normalized: "90" }, "UNKNOWN"],
  ["nothing", {}, "UNKNOWN"],
  ["no Severity", undefined, "UNKNOWN"],
])("takes the severity from %s", (_, Severity, severity) => {
  expect(readFinding(finding({ Severity })).severity).toBe(severity);
});

it.each([
  ["LastObservedAt", {}, "2026-03-02T09:41:37.000Z"],
  ["LastObservedAt of another zone", { LastObservedAt: "2026-03-02T10:41:37+01:00" }, "2026-03-02T09:41:37.000Z"],
  ["UpdatedAt when it is absent", { LastObservedAt: undefined }, "2026-03-02T09:46:52.604Z"],
  ["UpdatedAt when it is no time", { LastObservedAt: "yesterday" }, "2026-03-02T09:46:52.604Z"],
  ["neither", { LastObservedAt: 5, UpdatedAt: undefined }, undefined],
])("takes the time of the sighting from %s", (_, overrides, time) => {
  expect(readFinding(finding(overrides)).lastObservedAt).toBe(time);
});

it("takes the Region from the ProductArn when there is none", () => {
  expect(readFinding(finding({ Region: undefined })).region).toBe("us-west-2");
});

it.each(["sample-top-level", "sample-product-field", "sample-additional-info"])("knows the sample %s", (name) => {
  expect(readFinding(fixture(name).detail.findings[0]).sample).toBe(true);
});

it.each([
  ["the prefixed JSON", { "aws/guardduty/service/additionalInfo/value": '{"sample":true}' }, true],
  ["the unprefixed JSON", { additionalInfo: '{"sample":"true"}' }, true],
  ["the unprefixed field", { "additionalInfo/sample": "true" }, true],
  ["a sample that is false", { "aws/guardduty/service/additionalInfo/value": '{"sample":false}' }, false],
  ["the word alone", { "aws/guardduty/service/additionalInfo/value": "a sample of JSON" }, false],
  ["JSON that is no object", { additionalInfo: '["sample"]' }, false],
])("reads the sample mark in %s", (_, ProductFields, sample) => {
  expect(readFinding(finding({ ProductFields })).sample).toBe(sample);
});

it("is not fooled by keys of prototypes", () => {
  const raw: unknown = JSON.parse(
    `{"__proto__":{"Sample":true,"Id":"x"},"ProductFields":{"__proto__":"${PUBLIC_V4}","constructor":"x","toString":"y"}}`,
  );
  const read = readFinding(raw);
  expect(remoteAddresses(read)).toEqual([]);
  expect([...read.productFields.keys()]).toEqual(["__proto__", "constructor", "toString"]);
  expect(read).toMatchObject({ id: "", sample: false });
  expect(({} as Record<string, unknown>)["Sample"]).toBeUndefined();
});

it("reads types and severity from FindingProviderFields where the finding has none itself", () => {
  const FindingProviderFields = { Types: ["TTPs/Discovery/Recon:EC2-Portscan"], Severity: { Label: "HIGH" } };
  const bare = finding({ Types: undefined, Severity: undefined, FindingProviderFields });
  expect(readFinding(bare)).toMatchObject({ type: "Recon:EC2-Portscan", severity: "HIGH" });
  expect(readFinding(finding({ FindingProviderFields }))).toMatchObject({ severity: "MEDIUM" });
});

it.each([
  ["prefixed", { "aws/guardduty/service/resourceRole": "ACTOR" }, "ACTOR"],
  ["unprefixed", { "aws/guardduty/service/resourceRole": undefined, resourceRole: "ACTOR" }, "ACTOR"],
  ["unknown", { "aws/guardduty/service/resourceRole": "BYSTANDER" }, undefined],
  ["absent", { "aws/guardduty/service/resourceRole": undefined }, undefined],
])("reads the role of our own resource from a field that is %s", (_, ProductFields, role) => {
  expect(readFinding(finding({ ProductFields })).resourceRole).toBe(role);
});

it("reads what an analyst wrote, and who", () => {
  const note = {
    Text: "our scanner",
    UpdatedBy: "arn:aws:iam::111122223333:user/ana",
    UpdatedAt: "2026-03-02T09:50:00Z",
  };
  expect(readFinding(finding({ Note: note })).note).toEqual({ text: note.Text, by: note.UpdatedBy });
  expect(readFinding(finding()).note).toBeUndefined();
});
