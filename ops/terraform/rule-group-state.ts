import { PLACEHOLDER_CIDR } from "../../functions/contract/managed-rules";

const RULE_GROUP = "aws_networkfirewall_rule_group";
const POLICY = "aws_networkfirewall_firewall_policy";

type Attributes = Readonly<Record<string, unknown>>;

/** What is read of a state, format version 4, as `terraform state pull` prints it. */
export interface State {
  readonly version: number;
  readonly serial: number;
  readonly resources?: readonly StateResource[];
}

interface StateResource {
  readonly module?: string;
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  readonly instances: readonly {
    readonly status?: string;
    readonly deposed?: string;
    readonly attributes?: Attributes;
    readonly dependencies?: readonly string[];
  }[];
}

/** What is read of cdk.tf.json. */
export interface Synthesized {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The group and the policies that read it, as Terraform last wrote them. */
export interface KnownGroup {
  readonly address: string;
  readonly attributes: Attributes;
  /** `type` and attributes of each firewall policy of the same stack. */
  readonly policies: readonly Attributes[];
  /** Addresses in its rules, the placeholder not counted: each makes every plan slower. */
  readonly addresses: number;
}

/** Whether a stack has a rule group at all: only then is a first look worth its time. */
export const hasRuleGroup = ({ resource }: Synthesized): boolean =>
  Object.keys(resource?.[RULE_GROUP] ?? {}).length > 0;

/** undefined: the state holds no group that can be compared, so a plan must read everything. */
export function knownGroup(state: State): KnownGroup | undefined {
  const managed = (state.resources ?? []).filter(({ mode, module }) => mode === "managed" && module === undefined);
  const groups = managed.filter(({ type }) => type === RULE_GROUP);
  const [group, ...others] = groups;
  if (group === undefined || others.length > 0) return undefined;
  const policies = managed.filter(({ type }) => type === POLICY);
  const whole = [group, ...policies].map(({ instances }) => {
    const [instance, ...more] = instances;
    // Tainted, or deposed and not yet destroyed: Terraform itself must look.
    return more.length === 0 && instance?.status === undefined && instance?.deposed === undefined
      ? instance?.attributes
      : undefined;
  });
  const [attributes, ...of] = whole;
  if (attributes === undefined || of.includes(undefined)) return undefined;
  return {
    address: addressOf(group),
    attributes,
    policies: of.filter((one) => one !== undefined),
    addresses: addressesIn(attributes.rule_group),
  };
}

/**
 * The resources of the state that a targeted plan may read: a target takes along what it depends on, so whatever reads the
 * group, directly or through another resource, is none.
 * @returns addresses, sorted
 */
export function targetsOf({ resource = {} }: Synthesized, state: State): readonly string[] {
  const managed = (state.resources ?? []).filter(({ mode }) => mode === "managed");
  const needs = new Map<string, Set<string>>();
  const need = (address: string, others: readonly string[]) => {
    needs.set(address, new Set([...(needs.get(address) ?? []), ...others]));
  };
  const configured = Object.entries(resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, body]) => ({ address: `${type}.${name}`, text: JSON.stringify(body) })),
  );
  const known = new Set([...configured.map(({ address }) => address), ...managed.map(addressOf)]);
  for (const { address, text } of configured) {
    need(
      address,
      [...text.matchAll(/\b([a-z][a-z0-9_]*\.[A-Za-z_][\w-]*)/g)]
        .map(([, other = ""]) => other)
        .filter((other) => known.has(other)),
    );
  }
  for (const one of managed) {
    need(
      addressOf(one),
      one.instances.flatMap(({ dependencies = [] }) => dependencies),
    );
  }
  const reads = (address: string, seen: ReadonlySet<string>): boolean =>
    address.split(".").at(-2) === RULE_GROUP ||
    [...(needs.get(address) ?? [])].some((other) => !seen.has(other) && reads(other, new Set([...seen, other])));
  return [...new Set(managed.map(addressOf))].filter((address) => !reads(address, new Set([address]))).sort();
}

/**
 * The state with the placeholder as the only rule of the group: what Terraform wrote when it made the group. The rules are
 * the functions', and Terraform ignores them (docs/adr/0002); in the state they only cost time.
 * @param text what `terraform state pull` printed
 * @returns text for `terraform state push`; undefined when there is nothing to take out
 */
export function withPlaceholder(text: string, priority: number): string | undefined {
  const state = JSON.parse(text) as State;
  const group = knownGroup(state);
  if (group === undefined || group.addresses === 0) return undefined;
  const resources = (state.resources ?? []).map((one) =>
    addressOf(one) !== group.address
      ? one
      : {
          ...one,
          instances: one.instances.map((instance) => ({
            ...instance,
            attributes: { ...instance.attributes, rule_group: placeholderOnly(group.attributes.rule_group, priority) },
          })),
        },
  );
  return `${JSON.stringify({ ...state, serial: state.serial + 1, resources }, undefined, 2)}\n`;
}

/** The provider writes each rule with all of its attributes: the placeholder is cut from a rule that is there. */
function placeholderOnly(ruleGroup: unknown, priority: number): unknown {
  return mapRules(ruleGroup, (rules) => {
    const is = (rule: Rule) => rule.priority === priority && JSON.stringify(rule).includes(`"${PLACEHOLDER_CIDR}"`);
    const present = rules.find((rule) => is(rule) && addressesIn(rule) === 0);
    if (present !== undefined) return [present];
    const [template] = rules;
    const loopback = [{ address_definition: PLACEHOLDER_CIDR }];
    return template === undefined
      ? []
      : [
          {
            ...template,
            priority,
            rule_definition: template.rule_definition.map((definition) => ({
              ...definition,
              actions: ["aws:drop"],
              match_attributes: definition.match_attributes.map((match) => ({
                ...Object.fromEntries(Object.keys(match).map((key) => [key, []])),
                source: loopback,
                destination: loopback,
              })),
            })),
          },
        ];
  });
}

interface Rule {
  readonly priority: number;
  readonly rule_definition: readonly {
    readonly actions: readonly string[];
    readonly match_attributes: readonly Readonly<Record<string, unknown>>[];
  }[];
}

/** `rule_group[].rules_source[].stateless_rules_and_custom_actions[].stateless_rule[]`; all else stays as it is. */
function mapRules(ruleGroup: unknown, map: (rules: readonly Rule[]) => readonly unknown[]): unknown {
  const steps = ["rules_source", "stateless_rules_and_custom_actions"];
  const at = (value: unknown, depth: number): unknown => {
    if (!Array.isArray(value)) return value;
    const step = steps[depth];
    return (value as readonly Attributes[]).map((inner) =>
      step === undefined
        ? { ...inner, stateless_rule: map((inner.stateless_rule ?? []) as readonly Rule[]) }
        : { ...inner, [step]: at(inner[step], depth + 1) },
    );
  };
  return at(ruleGroup, 0);
}

function addressesIn(rules: unknown): number {
  const found = new Set(JSON.stringify(rules ?? null).match(/(?<="address_definition":")[^"]+/g));
  found.delete(PLACEHOLDER_CIDR);
  return found.size;
}

const addressOf = ({ module, type, name }: Pick<StateResource, "module" | "type" | "name">): string =>
  `${module === undefined ? "" : `${module}.`}${type}.${name}`;
