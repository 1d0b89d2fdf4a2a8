import path from "node:path";
import { apiRuleGroup } from "./api-rule-group";
import { referencesOf } from "./references";
import { readStacks, type Attributes, type StackJson } from "./terraform-json";

/** What an apply of the synthesized stacks would have made, as far as the local run needs it. */
export interface Deployment {
  readonly region: string;
  /** enforce or observe, as update-nf-rg is told. */
  readonly mode: string;
  readonly functions: readonly DeployedFunction[];
  readonly stateMachines: readonly DeployedStateMachine[];
  readonly rules: readonly DeployedRule[];
  readonly schedules: readonly { readonly name: string; readonly targetArn: string; readonly input: string }[];
  readonly tables: readonly { readonly name: string; readonly hashKey: string }[];
  readonly ruleGroup: {
    readonly arn: string;
    readonly name: string;
    readonly capacity: number;
    readonly description: string;
    readonly ruleGroup: ReturnType<typeof apiRuleGroup>;
  };
}

export interface DeployedFunction {
  readonly arn: string;
  readonly name: string;
  readonly zipPath: string;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface DeployedStateMachine {
  readonly arn: string;
  readonly name: string;
  readonly definition: StateMachineDefinition;
}

export interface StateMachineDefinition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, { readonly Type: string }>>;
}

export interface DeployedRule {
  readonly name: string;
  readonly pattern: unknown;
  readonly targetArns: readonly string[];
}

/** Reads the synthesized stacks below `outdir`: the same files that Terraform would apply. */
export function readDeployment(outdir: string): Deployment {
  const stacks = readStacks(outdir);
  const region = String(stacks[0]?.provider.aws?.[0]?.region);
  const refer = referencesOf(stacks, region);
  const every = (type: string) =>
    stacks.flatMap((stack) =>
      Object.entries(stack.resource[type] ?? {}).map(([id, attributes]) => ({ stack, id, attributes })),
    );
  const arn = (type: string, { stack, id }: { stack: StackJson; id: string }) =>
    refer.attribute(stack, type, id, "arn");
  const texts = (stack: StackJson, values: Attributes) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, refer.text(stack, value)]));

  const [group] = every("aws_networkfirewall_rule_group");
  if (group === undefined) throw new Error(`${outdir} holds no rule group; synthesize first`);
  const functions = every("aws_lambda_function").map((found) => ({
    arn: arn("aws_lambda_function", found),
    name: refer.text(found.stack, found.attributes.function_name),
    zipPath: path.join(found.stack.folder, refer.text(found.stack, found.attributes.filename)),
    timeoutSeconds: Number(found.attributes.timeout),
    environment: texts(found.stack, (found.attributes.environment as { variables: Attributes }).variables),
  }));
  return {
    region,
    mode: functions.map(({ environment }) => environment.MODE).find((mode) => mode !== undefined) ?? "",
    functions,
    stateMachines: every("aws_sfn_state_machine").map((found) => ({
      arn: arn("aws_sfn_state_machine", found),
      name: refer.text(found.stack, found.attributes.name),
      definition: JSON.parse(refer.text(found.stack, found.attributes.definition)) as StateMachineDefinition,
    })),
    rules: every("aws_cloudwatch_event_rule").map(({ stack, attributes }) => ({
      name: refer.text(stack, attributes.name),
      pattern: JSON.parse(refer.text(stack, attributes.event_pattern)) as unknown,
      targetArns: every("aws_cloudwatch_event_target")
        .filter((target) => refer.text(target.stack, target.attributes.rule) === refer.text(stack, attributes.name))
        .map((target) => refer.text(target.stack, target.attributes.arn)),
    })),
    schedules: every("aws_scheduler_schedule").map(({ stack, attributes }) => {
      const target = attributes.target as Attributes;
      return {
        name: refer.text(stack, attributes.name),
        targetArn: refer.text(stack, target.arn),
        input: refer.text(stack, target.input),
      };
    }),
    tables: every("aws_dynamodb_table").map(({ stack, attributes }) => ({
      name: refer.text(stack, attributes.name),
      hashKey: refer.text(stack, attributes.hash_key),
    })),
    ruleGroup: {
      arn: arn("aws_networkfirewall_rule_group", group),
      name: refer.text(group.stack, group.attributes.name),
      capacity: Number(group.attributes.capacity),
      description: refer.text(group.stack, group.attributes.description),
      ruleGroup: apiRuleGroup(group.attributes.rule_group),
    },
  };
}
