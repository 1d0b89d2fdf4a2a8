import type { Attributes, StackJson } from "./terraform-json";

/** The account of the local run: what data.aws_caller_identity answers. */
export const LOCAL_ACCOUNT = "111122223333";

/** Replaces `${…}` in synthesized values by what AWS would have answered after an apply. */
export interface References {
  readonly text: (stack: StackJson, value: unknown) => string;
  /** The attribute of a resource: as configured, or computed. */
  readonly attribute: (stack: StackJson, type: string, name: string, attribute: string) => string;
}

/** @throws Error for a reference that this reader does not know: it covers what these stacks use, not Terraform */
export function referencesOf(stacks: readonly StackJson[], region: string): References {
  const text = (stack: StackJson, value: unknown): string =>
    String(value).replace(/\$\{([^}]+)\}/g, (_, expression: string) => evaluate(stack, expression));

  const attribute = (stack: StackJson, type: string, name: string, wanted: string): string => {
    const resource = stack.resource[type]?.[name];
    if (resource === undefined) throw new Error(`stack ${stack.name} has no ${type}.${name}`);
    return resource[wanted] === undefined
      ? computed(type, (key) => text(stack, resource[key]), wanted, region)
      : text(stack, resource[wanted]);
  };

  const evaluate = (stack: StackJson, expression: string): string => {
    if (expression === "data.aws_caller_identity.current.account_id") return LOCAL_ACCOUNT;
    const remote = /^data\.terraform_remote_state\.cross-stack-reference-input-([\w-]+)\.outputs\.([\w-]+)$/.exec(
      expression,
    );
    if (remote) {
      const [, stackName = "", output = ""] = remote;
      const other = stacks.find(({ name }) => name === stackName);
      const value = other?.output[output]?.value;
      if (other === undefined || value === undefined) throw new Error(`stack ${stackName} has no output ${output}`);
      return text(other, value);
    }
    const [type, name, wanted, ...rest] = expression.split(".");
    if (type === undefined || name === undefined || wanted === undefined || rest.length > 0) {
      throw new Error(`the local run does not know the expression \${${expression}} of stack ${stack.name}`);
    }
    return attribute(stack, type, name, wanted);
  };

  return { text, attribute };
}

/** ARN formats of https://docs.aws.amazon.com/service-authorization/latest/reference/ */
function computed(type: string, configured: (key: keyof Attributes) => string, wanted: string, region: string): string {
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${LOCAL_ACCOUNT}:${resource}`;
  switch (`${type}.${wanted}`) {
    case "aws_lambda_function.arn":
      return arn("lambda", `function:${configured("function_name")}`);
    case "aws_sfn_state_machine.arn":
      return arn("states", `stateMachine:${configured("name")}`);
    case "aws_networkfirewall_rule_group.arn":
      return arn("network-firewall", `stateless-rulegroup/${configured("name")}`);
    case "aws_dynamodb_table.arn":
      return arn("dynamodb", `table/${configured("name")}`);
    case "aws_cloudwatch_event_rule.arn":
      return arn("events", `rule/${configured("name")}`);
    case "aws_sqs_queue.arn":
      return arn("sqs", configured("name"));
    case "aws_sns_topic.arn":
      return arn("sns", configured("name"));
    case "aws_cloudwatch_log_group.arn":
      return arn("logs", `log-group:${configured("name")}`);
    case "aws_iam_role.arn":
      return `arn:aws:iam::${LOCAL_ACCOUNT}:role/${configured("name")}`;
    default:
      throw new Error(`the local run does not know ${type}.${wanted}; add it to local/synthesized/references.ts`);
  }
}
