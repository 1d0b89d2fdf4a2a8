import type { Event } from "../start/read-findings";
import { bruteForceFrom, fixture, having, seenLater, suppressed } from "./events";
import type { Scenario } from "./scenario";

const [HERE, SECOND, THIRD, PROBING] = ["5.6.7.8", "9.8.7.6", "9.8.7.9", "2600:1f18::9"];
const PRODUCT = "arn:aws:securityhub:us-west-2:111122223333:product/111122223333/default";

/** The same finding, to its Id, as whoever imports for the listed product can send it. */
const imitated = (event: Event) => having(event, { ProductArn: PRODUCT });

/** Products that the config lists beside GuardDuty. */
export const products: readonly Scenario[] = [
  {
    name: "listed-product",
    line: "The findings of a product that the config lists by its ARN block like GuardDuty's, in every rule.",
    config: { blockFrom: { products: [PRODUCT] }, routing: { ipv6: true } },
    steps: [
      {
        title: "A scanner of our own names an IPv4 host and an IPv6 host; GuardDuty names one too",
        events: [
          fixture("other-product"),
          having(bruteForceFrom(PROBING), { ProductArn: PRODUCT }),
          fixture("ssh-brute-force"),
        ],
        expect: {
          rules: ["catch-ipv4", "catch-ipv6"],
          blocked: ["5.6.7.22", PROBING, HERE],
          said: ["Blocked 5.6.7.22", `Blocked ${PROBING}`, `Blocked ${HERE}`],
        },
      },
      {
        title: "The default product of another account is not that product",
        events: [
          having(bruteForceFrom(THIRD), {
            ProductArn: PRODUCT.replaceAll("111122223333", "444455556666"),
            AwsAccountId: "444455556666",
          }),
        ],
        expect: {
          rules: ["catch-ipv4"],
          blocked: ["5.6.7.22", PROBING, HERE],
          refused: ["NOT_GUARDDUTY"],
          said: [["NOT_GUARDDUTY", "444455556666"]],
        },
      },
    ],
  },
  {
    name: "product-lifts-its-own",
    line: "A listed product takes back its own blocks alone: it lifts none of GuardDuty's, and makes no host immune to it.",
    config: { blockFrom: { products: [PRODUCT] } },
    steps: [
      {
        title: "GuardDuty names a host; the product suppresses a finding of the very same Id",
        events: [fixture("ssh-brute-force"), suppressed(imitated(fixture("ssh-brute-force")))],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [HERE],
          refused: ["SUPPRESSED", "NAMED_BY_ANOTHER"],
          said: [`Blocked ${HERE}`, [`Stays blocked: ${HERE}`, "of GuardDuty"]],
        },
      },
      {
        title: "It blocks another host, and takes that back",
        events: [imitated(bruteForceFrom(SECOND)), suppressed(imitated(bruteForceFrom(SECOND)))],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [HERE],
          refused: ["SUPPRESSED"],
          said: [`Blocked ${SECOND}`, [/lifted/i, SECOND]],
        },
      },
      {
        title: "It suppresses a finding about a third before GuardDuty has seen that; then GuardDuty names both",
        events: [
          suppressed(imitated(seenLater(bruteForceFrom(THIRD), 1))),
          seenLater(bruteForceFrom(SECOND), -1),
          bruteForceFrom(THIRD),
        ],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [HERE, SECOND, THIRD],
          refused: ["SUPPRESSED"],
          said: ["(SUPPRESSED)", `Blocked ${SECOND}`, `Blocked ${THIRD}`],
        },
      },
    ],
  },
];
