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
});

export const planFormat = z.looseObject({
  resource_changes: z.optional(z.array(resourceChange)),
  resource_drift: z.optional(z.array(resourceChange)),
  output_changes: z.optional(z.record(z.string(), change)),
  deferred_changes: z.optional(
    z.array(z.looseObject({ reason: z.optional(z.string()), resource_change: z.optional(resourceChange) })),
  ),
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
export type RawResourceChange = z.infer<typeof resourceChange>;
