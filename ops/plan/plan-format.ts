import * as z from "zod/mini";

/**
 * What is read of `terraform show -json PLANFILE`: https://developer.hashicorp.com/terraform/internals/json-format.
 * Minor versions only add to it, so what is not known here is let through.
 */
const change = z.looseObject({
  actions: z.array(z.string()),
  before: z.optional(z.unknown()),
  after: z.optional(z.unknown()),
  after_unknown: z.optional(z.unknown()),
  before_sensitive: z.optional(z.unknown()),
  after_sensitive: z.optional(z.unknown()),
  replace_paths: z.optional(z.array(z.array(z.union([z.string(), z.number()])))),
  importing: z.optional(z.unknown()),
});

const resourceChange = z.looseObject({
  address: z.string(),
  previous_address: z.optional(z.string()),
  deposed: z.optional(z.string()),
  mode: z.optional(z.string()),
  type: z.string(),
  name: z.string(),
  change,
  action_reason: z.optional(z.string()),
});

const configuredResource = z.looseObject({
  address: z.string(),
  expressions: z.optional(z.record(z.string(), z.unknown())),
  provisioners: z.optional(z.array(z.looseObject({ type: z.optional(z.string()) }))),
});

/** Terraform 1.14 and newer. */
const invocation = z.looseObject({
  address: z.optional(z.string()),
  type: z.optional(z.string()),
  config_values: z.optional(z.unknown()),
  config_sensitive: z.optional(z.unknown()),
  config_unknown: z.optional(z.unknown()),
  lifecycle_action_trigger: z.optional(
    z.nullable(
      z.looseObject({
        triggering_resource_address: z.optional(z.string()),
        action_trigger_event: z.optional(z.string()),
      }),
    ),
  ),
});

const check = z.looseObject({
  address: z.optional(z.looseObject({ to_display: z.optional(z.string()) })),
  status: z.optional(z.string()),
  instances: z.optional(
    z.array(z.looseObject({ problems: z.optional(z.array(z.looseObject({ message: z.optional(z.string()) }))) })),
  ),
});

export const planFormat = z.looseObject({
  resource_changes: z.optional(z.array(resourceChange)),
  resource_drift: z.optional(z.array(resourceChange)),
  output_changes: z.optional(z.record(z.string(), change)),
  deferred_changes: z.optional(
    z.array(z.looseObject({ reason: z.optional(z.string()), resource_change: z.optional(resourceChange) })),
  ),
  action_invocations: z.optional(z.array(invocation)),
  deferred_action_invocations: z.optional(
    z.array(z.looseObject({ reason: z.optional(z.string()), action_invocation: z.optional(invocation) })),
  ),
  checks: z.optional(z.array(check)),
  configuration: z.optional(
    z.looseObject({
      root_module: z.optional(z.looseObject({ resources: z.optional(z.array(configuredResource)) })),
    }),
  ),
  applyable: z.optional(z.boolean()),
  complete: z.optional(z.boolean()),
  errored: z.optional(z.boolean()),
});

export type RawPlan = z.infer<typeof planFormat>;
export type RawChange = z.infer<typeof change>;
export type RawInvocation = z.infer<typeof invocation>;
export type RawResourceChange = z.infer<typeof resourceChange>;
