import { readFinding } from "../../../functions/domain/finding";
import { refuseFinding, type BlockPolicy } from "../../../functions/domain/refusals";
import { networkConnection } from "../../support/findings";
import { BLOCK_ALL } from "../add-ip-to-ddb/recording";

const refused = (raw: unknown, policy: Partial<BlockPolicy> = {}) =>
  refuseFinding(readFinding(raw), { ...BLOCK_ALL, ...policy });

it.each([
  ["arn:aws:securityhub:us-west-2::product/aws/guardduty", true],
  // Security Hub's home region gets it from a linked one.
  ["arn:aws:securityhub:ap-southeast-2::product/aws/guardduty", true],
  ["arn:aws-us-gov:securityhub:us-gov-west-1::product/aws/guardduty", false],
  ["arn:aws-cn:securityhub:cn-north-1::product/aws/guardduty", false],
  ["arn:aws:securityhub:cn-north-1::product/aws/guardduty", false],
  ["arn:aws:securityhub:::product/aws/guardduty", false],
  ["arn:aws:securityhub:*::product/aws/guardduty", false],
  ["arn:aws:guardduty:us-west-2::product/aws/guardduty", false],
  ["arn:aws:securityhub:us-west-2:111122223333:product/aws/guardduty", false],
  ["arn:aws:securityhub:us-west-2::product/111122223333/guardduty", false],
  ["arn:aws:securityhub:us-west-2:111122223333:product/111122223333/default", false],
  ["arn:aws:securityhub:us-west-2::product/aws/guardduty-lookalike", false],
  ["arn:aws:securityhub:us-west-2::product/aws/guardduty\n", false],
  ["x arn:aws:securityhub:us-west-2::product/aws/guardduty", false],
  ["", false],
])("takes %j for GuardDuty's product: %s", (ProductArn, isGuardDuty) => {
  const refusal = refused(networkConnection("5.6.7.8", { ProductArn }));
  expect(refusal?.reason).toBe(isGuardDuty ? undefined : "NOT_GUARDDUTY");
});

it.each([
  ["aws-us-gov", "us-gov-west-1"],
  ["aws-cn", "cn-north-1"],
])("in the partition %s GuardDuty is GuardDuty of there", (partition, region) => {
  const of = (one: string, two: string) =>
    refused(networkConnection("5.6.7.8", { ProductArn: `arn:${one}:securityhub:${two}::product/aws/guardduty` }), {
      partition,
    })?.reason;
  expect(of(partition, region)).toBeUndefined();
  expect([of("aws", "us-west-2"), of(partition, "us-west-2"), of("aws", region)]).toEqual(
    Array(3).fill("NOT_GUARDDUTY"),
  );
});

describe("products and regions of the config", () => {
  const DEFAULT_PRODUCT = "arn:aws:securityhub:us-west-2:111122223333:product/111122223333/default";
  const of = (ProductArn: string, policy: Partial<BlockPolicy>) =>
    refused(networkConnection("5.6.7.8", { ProductArn }), policy);

  it("let a listed product block, by its whole ARN, and GuardDuty beside it", () => {
    const products = [DEFAULT_PRODUCT];
    expect(of(DEFAULT_PRODUCT, { products })).toBeUndefined();
    expect(of("arn:aws:securityhub:us-west-2::product/aws/guardduty", { products })).toBeUndefined();
    for (const other of [`${DEFAULT_PRODUCT}2`, DEFAULT_PRODUCT.replace(/111122223333/g, "444455556666"), ""])
      expect(of(other, { products })?.reason).toBe("NOT_GUARDDUTY");
  });

  it("are named with the product that is refused, so that it can be listed", () => {
    expect(of(DEFAULT_PRODUCT, {})?.detail).toMatch(new RegExp(`blockFrom\\.products: ${DEFAULT_PRODUCT}$`));
    expect(of("", {})?.detail).toMatch(/: it has none$/);
    expect(of("x".repeat(9_999), {})?.detail.length).toBeLessThan(300);
  });

  it("go by the region of the ARN, not by what the finding says of itself", () => {
    const regions = ["us-west-2"];
    const there = "arn:aws:securityhub:eu-west-1::product/aws/guardduty";
    const says = networkConnection("5.6.7.8", { ProductArn: there, Region: "us-west-2" });
    expect(refused(says, { regions })).toEqual({
      reason: "REGION_NOT_LISTED",
      detail: "region eu-west-1 is not among those whose findings block (blockFrom.regions)",
    });
    expect(refused(says, { regions: ["eu-west-1"] })).toBeUndefined();
    expect(of(DEFAULT_PRODUCT, { products: [DEFAULT_PRODUCT], regions: ["eu-west-1"] })?.reason).toBe(
      "REGION_NOT_LISTED",
    );
  });
});
