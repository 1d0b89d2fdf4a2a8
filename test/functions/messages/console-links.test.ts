import { executionLink, findingLink } from "../../../functions/messages/console-links";

const ID = "arn:aws:guardduty:us-west-2:111122223333:detector/0a1b/finding/c2d3";

describe("the link to a finding", () => {
  it.each([
    ["us-west-2", "https://us-west-2.console.aws.amazon.com/"],
    ["us-gov-west-1", "https://us-gov-west-1.console.amazonaws-us-gov.com/"],
    ["cn-north-1", "https://cn-north-1.console.amazonaws.cn/"],
    ["ap-southeast-2", "https://ap-southeast-2.console.aws.amazon.com/"],
  ])("in %s goes to %s", (region, host) => {
    const link = findingLink(region, ID);
    expect(link).toMatch(new RegExp(`^${host.replaceAll(".", "\\.")}securityhub/home\\?region=${region}#/findings\\?`));
  });

  it("says the id to the console, which decodes the fragment twice", () => {
    const search = findingLink("us-west-2", `${ID}?a=b&c d/é%2F`)?.split("#/findings?search=")[1] ?? "";
    expect(search).toMatch(/^[\w%.~-]+$/);
    expect(decodeURIComponent(decodeURIComponent(search))).toBe(`Id=\\operator\\:EQUALS\\:${ID}?a=b&c d/é%2F`);
  });

  it("fits into a button for the longest id that ASFF allows", () => {
    expect(findingLink("us-west-2", "/".repeat(512))?.length).toBeLessThanOrEqual(3_000);
  });

  it.each([
    ["evil.example/", ID],
    ["us-west-2.evil.example#", ID],
    ["", ID],
    ["US-WEST-2", ID],
    ["us-iso-east-1", ID],
    ["us-west-2", ""],
    ["us-west-2", "id\uD800"],
  ])("is left out for region %j and id %j", (region, id) => expect(findingLink(region, id)).toBeUndefined());
});

describe("the link to an execution", () => {
  it.each([
    ["aws", "us-west-2", "console.aws.amazon.com"],
    ["aws-us-gov", "us-gov-east-1", "console.amazonaws-us-gov.com"],
    ["aws-cn", "cn-northwest-1", "console.amazonaws.cn"],
  ])("in %s goes to its console", (partition, region, host) => {
    const arn = `arn:${partition}:states:${region}:111122223333:execution:sechub-record-ip:run-1_a`;
    expect(executionLink(arn)).toBe(
      `https://${region}.${host}/states/home?region=${region}#/v2/executions/details/${arn}`,
    );
  });

  it.each([
    "",
    "run-1",
    "arn:aws:states:us-west-2:111122223333:stateMachine:x",
    "arn:aws:states:evil.example/:111122223333:execution:a:b",
  ])("is left out for %j", (arn) => expect(executionLink(arn)).toBeUndefined());
});
