import { bruteForceFrom, fixture, having } from "./events";
import type { Scenario } from "./scenario";

const [HERE, LINKED, FOREIGN] = ["5.6.7.8", "9.8.7.6", "9.8.7.9"];
const PRODUCT = "arn:aws:securityhub:us-west-2:111122223333:product/111122223333/default";
const guardDutyOf = (partition: string, region: string) =>
  `arn:${partition}:securityhub:${region}::product/aws/guardduty`;

/** A finding that GuardDuty made in another region, as Security Hub brings it to its home region. */
const madeIn = (region: string, host: string) =>
  having(bruteForceFrom(host), { ProductArn: guardDutyOf("aws", region), Region: region });

/** Whose findings block: GuardDuty's, of this partition. */
export const senders: readonly Scenario[] = [
  {
    name: "forged-product",
    line: "A finding that another product imports with GuardDuty's name and fields blocks nobody, and is named with its product.",
    steps: [
      {
        title: "A scanner's findings, which call themselves GuardDuty's in every field that an importer can write",
        events: [
          having(fixture("other-product"), { ProductName: "GuardDuty", CompanyName: "Amazon" }),
          having(bruteForceFrom(FOREIGN), { ProductArn: `${PRODUCT}::product/aws/guardduty` }),
        ],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [],
          refused: ["NOT_GUARDDUTY"],
          said: [
            ["NOT_GUARDDUTY", /product\/111122223333\/default \(/],
            ["NOT_GUARDDUTY", "product/111122223333/default::product/aws/guardduty"],
          ],
        },
      },
    ],
  },
  {
    name: "other-partition",
    line: "GuardDuty is GuardDuty of the environment's own partition: an ARN of another one, or of no region, blocks nobody.",
    steps: [
      {
        title: "Findings whose ARN is of another partition, and of a region that is not in this one",
        events: [
          having(bruteForceFrom(LINKED), { ProductArn: guardDutyOf("aws-cn", "cn-north-1") }),
          having(bruteForceFrom(FOREIGN), { ProductArn: guardDutyOf("aws", "us-gov-west-1") }),
        ],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [],
          refused: ["NOT_GUARDDUTY"],
          said: [
            ["NOT_GUARDDUTY", "aws-cn"],
            ["NOT_GUARDDUTY", "us-gov-west-1"],
          ],
        },
      },
    ],
  },
  {
    name: "linked-region",
    line: "Findings that Security Hub brings from a linked region block as well, unless the config lists the regions.",
    steps: [
      {
        title: "GuardDuty found one host here and another in a linked region",
        events: [fixture("ssh-brute-force"), madeIn("eu-west-1", LINKED)],
        expect: { rules: ["catch-ipv4"], blocked: [HERE, LINKED], said: [`Blocked ${HERE}`, `Blocked ${LINKED}`] },
      },
      {
        title: "With this region alone in the list the next one from there is told, and those of before stay blocked",
        redeploy: { blockFrom: { regions: ["us-west-2"] } },
        events: [madeIn("eu-west-1", FOREIGN)],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [HERE, LINKED],
          refused: ["REGION_NOT_LISTED"],
          said: [["REGION_NOT_LISTED", "eu-west-1"]],
        },
      },
    ],
  },
];
