import { z } from "zod";
import { ACTION_KINDS } from "../functions/contract/action-kinds";
import { RESOURCE_ROLES } from "../functions/contract/finding-types";
import { SEVERITIES } from "../functions/contract/severities";
import { coversEverything, isAddressOrCidr } from "./address-lists";
import { NEVER_BLOCK_TYPES } from "./never-block-types";
import { unique } from "./unique";

const addresses = (what: string) =>
  z
    .array(
      z.string().refine(isAddressOrCidr, 'must be an address or a CIDR such as "192.0.2.0/24", and not all addresses'),
    )
    .refine((entries) => !coversEverything(entries), {
      error: "must not cover every public address of a family together: nothing would ever be blocked",
    })
    .default([])
    .describe(what);

/** GuardDuty's own spelling or Security Hub's, which has "-" in place of "/". No comma: a list joins them by it. */
const typePrefix = z
  .string()
  .regex(
    /^[A-Za-z]+:[A-Za-z0-9/&!.-]*$/,
    'must be the beginning of a GuardDuty finding type, such as "Recon:EC2/Portscan" or "Recon:": without * and without "TTPs/…/" before it',
  )
  .max(100);

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** What is blocked, for how long, and what never is. */
/**
 * What is left of an event pattern beside all else that the longest of them says (test/stacks/recording-rules.test.ts).
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
const PRODUCTS_MAX_CHARACTERS = 1_000;

export const blockingSettings = {
  observeTypes: z
    .array(
      z.strictObject({
        type: typePrefix,
        until: z.iso.date('must be a day such as "2030-01-31"').optional(),
      }),
    )
    .default([])
    .describe(
      "finding types that are only observed, by their beginning: `{ type, until }`; `until` is the first day (UTC) on which they block",
    ),
  retentionHours: z
    .int()
    .min(1)
    .max(26_280)
    .default(720)
    .describe("hours that a block lasts after the recording of its newest sighting"),
  returning: z
    .strictObject({
      memoryDays: z
        .int()
        .min(15, "must be at least 15: a dead-letter queue may hand back events of 14 days ago, and they must be known")
        .max(1_095)
        .default(90)
        .describe("days that a host is remembered after its block has ended"),
      factor: z
        .number()
        .min(1)
        .max(10)
        .default(2)
        .describe("each block of a remembered host lasts so many times longer than the one before; 1: no longer"),
      ceilingHours: z.int().min(1).max(87_600).default(8_760).describe("no block of a finding lasts longer"),
    })
    .prefault({})
    .describe("hosts that come back after their block"),
  blockActions: z
    .array(z.enum(ACTION_KINDS))
    .min(1)
    .refine(unique, "must not name an action twice")
    .default(["networkConnection", "portProbe"])
    .describe(
      "kinds of GuardDuty action whose remote hosts are blocked; also `awsApiCall`, `kubernetesApiCall` (often your own people), each with a rule of its own",
    ),
  blockFrom: z
    .strictObject({
      severity: z.enum(SEVERITIES).default("INFORMATIONAL").describe("lowest severity that blocks"),
      types: z
        .array(typePrefix)
        .refine(unique, "must not name a type twice")
        .default([])
        .describe("finding types that block, by their beginning; empty: all"),
      accounts: z
        .array(z.string().regex(/^\d{12}$/, "must be 12 digits"))
        .refine(unique, "must not name an account twice")
        .default([])
        .describe("accounts whose findings block; empty: all"),
      regions: z
        .array(z.string().regex(REGION, 'must be a region such as "us-west-2"'))
        .refine(unique, "must not name a region twice")
        .default([])
        .describe("regions whose findings block, where Security Hub brings those of linked regions here; empty: all"),
      products: z
        .array(
          z
            .string()
            // A message has a word joiner behind a colon, which is copied with the ARN and not seen.
            .overwrite((arn) => arn.replaceAll("\u2060", ""))
            .regex(
              /^arn:aws[a-z-]*:securityhub:[a-z0-9-]+:(\d{12})?:product\/[\w.+-]{1,64}\/[\w.+-]{1,64}$/,
              'must be the ARN of a product, such as "arn:aws:securityhub:us-west-2:111122223333:product/111122223333/default"',
            )
            .refine((arn) => !arn.endsWith("::product/aws/guardduty"), "is GuardDuty, which is always among them"),
        )
        .refine(unique, "must not name a product twice")
        .refine(
          (arns) => JSON.stringify(arns).length <= PRODUCTS_MAX_CHARACTERS,
          `must have at most ${PRODUCTS_MAX_CHARACTERS} characters together: event patterns carry them, and EventBridge takes 2,048 a pattern`,
        )
        .default([])
        .describe(
          "products beside GuardDuty whose findings block, by ARN: who may import for one can block any public host",
        ),
    })
    .prefault({})
    .describe("which findings block; what does not block is told"),
  neverBlockTypes: z
    .array(
      z.strictObject({
        type: typePrefix,
        role: z.enum(RESOURCE_ROLES).optional(),
        because: z
          .string()
          .regex(
            /^[\p{L}\p{N} ,;:.'()/-]{3,120}$/u,
            "must be a reason of 3 to 120 letters, digits, blanks and , ; : . ' ( ) / -",
          ),
      }),
    )
    .default([...NEVER_BLOCK_TYPES])
    .describe("finding types that are told and never blocked: `{ type, role, because }`"),
  allowlist: addresses(
    "addresses and CIDRs that are never blocked: offices, partners, scanners; all lists that the functions carry have 3,000 bytes together",
  ),
  ownAddresses: addresses(
    "your own public addresses and CIDRs, never blocked: NAT gateways, elastic addresses, load balancers",
  ),
};
