/** What of a stack's cdk.tf.json is scanned. */
export interface SynthesizedStack {
  readonly provider: Readonly<Record<string, readonly Values[]>>;
  readonly resource: Readonly<Record<string, Readonly<Record<string, Values>>>>;
}

type Values = Readonly<Record<string, unknown>>;

interface PlanResource {
  readonly address: string;
  readonly mode: "managed";
  readonly type: string;
  readonly name: string;
}

export interface PlanForm {
  readonly format_version: string;
  readonly terraform_version: string;
  readonly planned_values: {
    readonly root_module: { readonly resources: readonly (PlanResource & { values: Values })[] };
  };
  readonly configuration: {
    readonly provider_config: Values;
    readonly root_module: { readonly resources: readonly (PlanResource & { expressions: Values })[] };
  };
}

/**
 * A stack as `terraform show -json` shows a plan of it. checkov reads Terraform's JSON too, but dies of `terraform.required_version`,
 * names no types, and never looks into a policy that is a string: in a plan it looks into everything (docs/policy.md).
 *
 * As in a plan, a value that is but a reference is left out, and named as what the attribute refers to: checkov connects
 * a bucket with its settings by it. A reference within a text, such as a policy, stays.
 */
export function planForm({ provider, resource }: SynthesizedStack): PlanForm {
  const resources = Object.entries(resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, attributes]) => ({ type, name, attributes: ownAttributes(attributes) })),
  );
  const placed = ({ type, name }: { type: string; name: string }): PlanResource => ({
    address: `${type}.${name}`,
    mode: "managed",
    type,
    name,
  });
  return {
    format_version: "1.2",
    terraform_version: "1.10.0",
    planned_values: {
      root_module: { resources: resources.map((each) => ({ ...placed(each), values: known(each.attributes) })) },
    },
    configuration: {
      provider_config: Object.fromEntries(
        Object.entries(provider).flatMap(([name, configs]) =>
          configs.map((config, index) => [`${name}.${index}`, { name, expressions: constants(config) }]),
        ),
      ),
      root_module: {
        resources: resources.map((each) => ({ ...placed(each), expressions: expressionsOf(each.attributes) })),
      },
    },
  };
}

/** What Terraform itself reads of a resource is no attribute of it. */
const OF_TERRAFORM = ["//", "depends_on", "lifecycle", "provider"];

const ownAttributes = (attributes: Values): Values =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => !OF_TERRAFORM.includes(name)));

const REFERENCE = /(?<!\$)\$\{([^}]*)\}/g;

const isReference = (value: unknown): boolean => typeof value === "string" && /^\$\{[^}]*\}$/.test(value);

const known = (attributes: Values): Values =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => !isReference(value)));

/** The references within each attribute, as Terraform lists them: the attribute first, then the resource. */
function expressionsOf(attributes: Values): Values {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => {
      const found = [...JSON.stringify(value).matchAll(REFERENCE)].map(([, expression = ""]) => expression);
      const references = [...new Set(found)].flatMap((each) => [each, each.split(".").slice(0, -1).join(".")]);
      return references.length === 0 ? [] : [[name, { references }]];
    }),
  );
}

const constants = (config: Values): Values =>
  Object.fromEntries(Object.entries(config).map(([name, value]) => [name, { constant_value: value }]));
