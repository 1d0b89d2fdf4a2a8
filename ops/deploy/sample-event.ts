/** Whose finding it looks like, and when it was found. */
export interface SampleOptions {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly at: Date;
}

/** Of TEST-NET-2, which is nobody's: were the sample's mark ever overlooked, it is refused all the same (I2). */
const NOBODY = "198.51.100.7";
const TYPE = "UnauthorizedAccess:EC2/SSHBruteForce";

/**
 * A finding of GuardDuty's that is marked as a sample, as Security Hub sends it and EventBridge hands it to the state
 * machine. Another Id each time: what was told once is not told again.
 */
export function sampleEvent({ partition, region, account, at }: SampleOptions) {
  const time = at.toISOString();
  const productArn = `arn:${partition}:securityhub:${region}::product/aws/guardduty`;
  const id = `arn:${partition}:guardduty:${region}:${account}:detector/smoke-test/finding/${time.replace(/\W/g, "")}`;
  const action = "aws/guardduty/service/action";
  return {
    version: "0",
    id: `smoke-test-${at.getTime()}`,
    "detail-type": "Security Hub Findings - Imported",
    source: "aws.securityhub",
    account,
    time,
    region,
    resources: [`${productArn}/${id}`],
    detail: {
      findings: [
        {
          SchemaVersion: "2018-10-08",
          Id: id,
          ProductArn: productArn,
          ProductName: "GuardDuty",
          CompanyName: "Amazon",
          Region: region,
          GeneratorId: `arn:${partition}:guardduty:${region}:${account}:detector/smoke-test`,
          AwsAccountId: account,
          Types: [`TTPs/Initial Access/${TYPE.replace("/", "-")}`],
          FirstObservedAt: time,
          LastObservedAt: time,
          CreatedAt: time,
          UpdatedAt: time,
          Severity: { Product: 2, Label: "LOW", Normalized: 20 },
          Title: "Smoke test of a deploy: nothing has happened, and nobody is to be blocked.",
          Description: "npm run deploy sent this sample through the state machine, to see that it is told here.",
          Sample: true,
          ProductFields: {
            "aws/guardduty/service/serviceName": "guardduty",
            "aws/guardduty/service/resourceRole": "TARGET",
            "aws/guardduty/service/additionalInfo/sample": "true",
            [`${action}/actionType`]: "NETWORK_CONNECTION",
            [`${action}/networkConnectionAction/connectionDirection`]: "INBOUND",
            [`${action}/networkConnectionAction/remoteIpDetails/ipAddressV4`]: NOBODY,
          },
          Resources: [{ Type: "AwsAccount", Id: `AWS::::Account:${account}`, Partition: partition, Region: region }],
          WorkflowState: "NEW",
          Workflow: { Status: "NEW" },
          RecordState: "ACTIVE",
        },
      ],
    },
  };
}
