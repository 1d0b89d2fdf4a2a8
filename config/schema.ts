import { z } from "zod";
import { MODES } from "../functions/contract/mode";
import { SEVERITIES } from "../functions/contract/severities";
import { coverOnlyTogether } from "./address-lists";
import { blockingSettings } from "./blocking";
import { KMS_KEY_ARN, kmsKeyArn } from "./kms-key-arn";
import { tellingSettings } from "./telling";
import { unique } from "./unique";
import { foreignSettings } from "./own-partition";
import { runningSettings } from "./running";
import { isLoopbackUrl, scheduleProblem } from "./checks";
import { carriedProblem } from "./carried";

/**
 * A prune of 15,000 hosts, the most that a rule group holds, must fit into one execution: Step Functions ends it at 25,000
 * history events. A page takes 21, and more when it waits or tries again: test/stacks/state-machines/prune-history.test.ts.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const PAGE_HOSTS_MIN = 50;

/** Services of these stacks, by the provider's names for their endpoints. */
export const ENDPOINT_SERVICES = [
  "cloudwatch",
  "dynamodb",
  "events",
  "iam",
  "kms",
  "lambda",
  "logs",
  "networkfirewall",
  "s3",
  "scheduler",
  "sfn",
  "sns",
  "sqs",
  "ssm",
  "sts",
] as const;

const text = z.string().min(1);

/** What AWS takes in a tag everywhere; no ${…}, which Terraform would evaluate. */
const TAG_CHARACTERS = /^[\p{L}\p{N} _.:/=+@-]*$/u;
/** IAM gives a role 50, and two are ours. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html */
const TAGS_MAX = 48;
const tagKey = z
  .string()
  .regex(/^(?!aws:).{1,128}$/iu, 'must have 1 to 128 characters and not start with "aws:"')
  .regex(TAG_CHARACTERS, "must have only letters, digits, spaces and _ . : / = + - @")
  .regex(/^(?!(project|environment)$)/iu, "Project and Environment are set for you, in any spelling");
const tagValue = z
  .string()
  .max(256)
  .regex(TAG_CHARACTERS, "must have only letters, digits, spaces and _ . : / = + - @");

const tags = z
  .record(tagKey, tagValue)
  .refine((given) => Object.keys(given).length <= TAGS_MAX, {
    error: `must be at most ${TAGS_MAX}: IAM gives a role 50, of which Project and Environment are ours`,
  })
  .superRefine((given, context) => {
    const keys = Object.keys(given);
    for (const [index, key] of keys.entries()) {
      const twin = keys.slice(0, index).find((earlier) => earlier.toLowerCase() === key.toLowerCase());
      if (twin === undefined) continue;
      const message = `must differ from "${twin}" by more than upper and lower case: to IAM they are one key`;
      context.addIssue({ code: "custom", path: [key], message });
    }
  });

/** A custom action would need a definition of its own, which is a policy to write yourself. */
const packetActions = z
  .array(z.enum(["aws:pass", "aws:drop", "aws:forward_to_sfe"]))
  .length(1)
  .default(["aws:forward_to_sfe"]);

const endpoint = text.refine(
  isLoopbackUrl,
  "must be an http(s) URL on 127.0.0.1, [::1] or localhost: an emulator on this machine",
);

const localBackend = z.strictObject({
  type: z.literal("local").describe("state is kept in terraform-state/<environment>/"),
});

const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region such as "us-west-2"');

const s3Backend = z.strictObject({
  type: z.literal("s3").describe("state is kept in an S3 bucket, encrypted, with a lock file beside it"),
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be the name of an S3 bucket: 3 to 63 of a-z, 0-9, . and -")
    .describe("name of the bucket"),
  region: region.describe("region of the bucket"),
  keyPrefix: z
    .string()
    .regex(/^[\w.-]+(\/[\w.-]+)*$/, 'must be a folder such as "security/sechub-firewall", with no / at its ends')
    .default("sechub-firewall")
    .describe("folder in the bucket; the key is <keyPrefix>/<environment>/<stack>.tfstate"),
  kmsKeyArn: kmsKeyArn.optional().describe("KMS key for the state objects; absent: the bucket's default encryption"),
});

/** One environment. Every setting has a default but those that only you can know. */
const settings = z.strictObject({
  prefix: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/, "must start with a lower-case letter and have at most 20 of a-z, 0-9 and -")
    .default("sechub")
    .describe("names of all resources start with it"),
  region: region
    .default("us-west-2")
    .describe("where everything is deployed, and whose Security Hub events are routed"),
  accountIds: z
    .array(z.string().regex(/^\d{12}$/, "must be 12 digits"))
    .refine(unique, "must not name an account twice")
    .default([])
    .describe("accounts that may be deployed to (`allowed_account_ids`); empty: any, so name yours before you deploy"),
  backend: z
    .discriminatedUnion("type", [localBackend, s3Backend])
    .prefault({ type: "local" })
    .describe(
      "where Terraform keeps its state: `local`, or `s3` with `bucket`, `region`, `keyPrefix`, `kmsKeyArn` ([terraform-state/](terraform-state/README.md))",
    ),
  mode: z
    .enum(MODES)
    .default("enforce")
    .describe(
      '`enforce` blocks; `observe` records and reports "would block", and blocks nobody anew; blocks of before end as they would',
    ),
  ...blockingSettings,
  routing: z
    .strictObject({
      severities: z
        .array(z.enum(SEVERITIES))
        .min(1)
        .refine(unique, "must not name a severity twice")
        .default(["HIGH", "CRITICAL"])
        .describe("findings of these severities, from any product, are told in Slack"),
      ipv6: z
        .boolean()
        .default(false)
        .describe("route network connections with an IPv6 remote host, in every form, by the rule `catch-ipv6`"),
      portProbes: z.boolean().default(false).describe("route port probes, by the rule `catch-port-probe`"),
      otherForms: z
        .boolean()
        .default(false)
        .describe(
          "route network connections that name the IPv4 host only in `Action`, `Network` or the unprefixed keys of 2018, by the rule `catch-other-forms`",
        ),
      openWorkflowOnly: z
        .boolean()
        .default(false)
        .describe("tell findings only while their workflow status is NEW or NOTIFIED"),
    })
    .prefault({})
    .describe("event patterns beyond the seed's two; all off: exactly the seed's"),
  prune: z
    .strictObject({
      schedule: z
        .string()
        .refine((given) => scheduleProblem(given) === undefined, {
          error: ({ input }) => scheduleProblem(String(input)),
        })
        .default("rate(1 hour)")
        .describe("when expired blocks are lifted (EventBridge Scheduler expression, UTC)"),
      pageHosts: z
        .int()
        .min(
          PAGE_HOSTS_MIN,
          `must be at least ${PAGE_HOSTS_MIN}: in smaller pages, 15,000 expired hosts would need more than the 25,000 history events that Step Functions allows an execution`,
        )
        .max(1_000)
        .default(500)
        .describe(`expired hosts that one round of a prune takes, at least ${PAGE_HOSTS_MIN}`),
    })
    .prefault({})
    .describe("lifting of expired blocks"),
  firewall: z
    .strictObject({
      capacityUnits: z
        .int()
        .min(3)
        .max(30_000)
        .default(10_000)
        .describe(
          "units of the rule group: 2 a host, 1 for the placeholder, 30,000 at most. **AWS refuses a change while a policy uses it**: " +
            "[the way](docs/runbook.md#a-full-group)",
        ),
      basePriority: z.int().min(1).max(65_531).default(100).describe("first of the five priorities that are ours"),
      policy: z
        .strictObject({
          name: z
            .string()
            .regex(/^[a-zA-Z0-9-]{1,100}$/, "must have 1 to 100 of a-z, A-Z, 0-9 and -")
            .describe("name of the firewall policy to create, after <prefix>-"),
          statelessDefaultActions: packetActions.describe("what happens to other packets"),
          statelessFragmentDefaultActions: packetActions.describe("and to their fragments"),
        })
        .optional()
        .describe(
          "creates a firewall policy that uses the group (`name`, `statelessDefaultActions`, `statelessFragmentDefaultActions`); absent: you add the group to yours",
        ),
    })
    .prefault({})
    .describe("the rule group"),
  ...tellingSettings,
  ...runningSettings,
  kmsKeyArn: kmsKeyArn
    .optional()
    .describe(
      "customer-managed key, of the same region, for the data that is stored ([its policy](docs/kms-key.md)); absent: AWS-owned keys",
    ),
  permissionsBoundaryArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/, "must be the ARN of a managed policy")
    .optional()
    .describe("permissions boundary of every role ([what it must allow](docs/security.md#use-a-stolen-role))"),
  tags: tags.default({}).describe("tags of every resource, beside `Project` and `Environment`"),
  endpoints: z
    .partialRecord(z.enum(ENDPOINT_SERVICES), endpoint)
    .optional()
    .describe("deploy to an AWS emulator on this machine: service endpoints, loopback only"),
});

const NO_CONNECTIONS =
  'must be false while blockActions has no "networkConnection": every finding would be told as not blocked';

/** The settings, and what they must be together. */
export const configSchema = settings
  .refine(
    // Of what is no ARN of a key, its own line says so.
    ({ kmsKeyArn: key, region }) => key === undefined || !KMS_KEY_ARN.test(key) || key.split(":")[3] === region,
    { path: ["kmsKeyArn"], error: "must be a key of the environment's own region" },
  )
  .superRefine((given, context) => {
    for (const problem of foreignSettings(given)) context.addIssue({ code: "custom", ...problem });
  })
  .superRefine(({ returning, retentionHours }, context) => {
    if (retentionHours <= returning.ceilingHours) return;
    const message = `must be at most returning.ceilingHours, which is ${returning.ceilingHours}: no block lasts longer`;
    context.addIssue({ code: "custom", path: ["retentionHours"], message });
  })
  .refine(({ allowlist, ownAddresses }) => !coverOnlyTogether(allowlist, ownAddresses), {
    path: ["allowlist"],
    error: "must not cover every public address of a family, together with ownAddresses: nothing would ever be blocked",
  })
  .refine(({ routing, blockActions }) => !routing.ipv6 || blockActions.includes("networkConnection"), {
    path: ["routing", "ipv6"],
    error: NO_CONNECTIONS,
  })
  .refine(({ routing, blockActions }) => !routing.otherForms || blockActions.includes("networkConnection"), {
    path: ["routing", "otherForms"],
    error: NO_CONNECTIONS,
  })
  .refine(({ routing, blockActions }) => !routing.portProbes || blockActions.includes("portProbe"), {
    path: ["routing", "portProbes"],
    error: 'must be false while blockActions has no "portProbe": every port probe would be told as not blocked',
  })
  .superRefine((given, context) => {
    const problem = carriedProblem(given);
    if (problem !== undefined) context.addIssue({ code: "custom", ...problem });
  });

/** What a person writes for an environment. */
export type ConfigInput = z.input<typeof configSchema>;
/** An environment with every default filled in. */
export type Config = z.output<typeof configSchema> & { readonly environment: string };
