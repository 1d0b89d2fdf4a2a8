import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { AssetType, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import type { EnvContract, Rendered } from "../../functions/contract/env-contract";
import type { FunctionName } from "../../functions/contract/function-names";
import { BaseStack } from "../base-stack";
import type { FunctionZip } from "../bundle/bundle-functions";
import { Alarm } from "./alarm";
import { functionEndpoints } from "./function-endpoints";
import { logGroup } from "./logs";
import { ServiceRole } from "./service-role";
import type { Statement } from "./statement";
import { SENDS_TRACES } from "./tracing";

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any contract fits; its own names are checked by Rendered
type AnyContract = EnvContract<any>;

export interface NodeFunctionProps<Contract extends AnyContract> {
  readonly name: FunctionName;
  readonly zip: FunctionZip;
  /** The function's own declaration of its environment. */
  readonly contract: Contract;
  /** A value for every name of the contract: a missing or misspelt one does not compile. */
  readonly environment: Rendered<Contract>;
  /** The calls that its code makes, and no others (I7). */
  readonly statements: readonly Statement[];
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly alarmTopicArn: string;
}

/** AWS's own and the least there is: the functions write no files. */
const SCRATCH_MEGABYTES = 512;

/** A function with its zip, its role, its log group and the alarms that watch it. */
export class NodeFunction<Contract extends AnyContract> extends Construct {
  readonly arn: string;

  constructor(scope: Construct, props: NodeFunctionProps<Contract>) {
    super(scope, props.name);
    const stack = BaseStack.baseOf(this);
    const name = stack.nameOf(props.name);
    const logs = logGroup(this, "logs", `/aws/lambda/${name}`);
    const role = new ServiceRole(this, "role", {
      name: props.name,
      service: "lambda.amazonaws.com",
      statements: [
        ...props.statements,
        { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [`${logs.arn}:*`] },
        SENDS_TRACES,
      ],
    });
    const asset = new TerraformAsset(this, "zip", { path: props.zip.path, type: AssetType.FILE });
    this.arn = new LambdaFunction(this, "Resource", {
      functionName: name,
      role: role.arn,
      runtime: stack.config.functions.runtime,
      architectures: ["arm64"],
      handler: "index.handler",
      filename: asset.path,
      sourceCodeHash: props.zip.sha256Base64,
      timeout: props.timeoutSeconds,
      memorySize: props.memoryMegabytes,
      ephemeralStorage: { size: SCRATCH_MEGABYTES },
      environment: {
        variables: { ...props.contract.render(props.environment), ...functionEndpoints(stack.config) },
      },
      // Lambda traces each invocation itself; the code carries no SDK of X-Ray's.
      tracingConfig: { mode: "Active" },
      loggingConfig: { logFormat: "JSON", logGroup: logs.name, applicationLogLevel: "INFO", systemLogLevel: "INFO" },
      ...(stack.config.kmsKeyArn !== undefined && { kmsKeyArn: stack.config.kmsKeyArn }),
      dependsOn: [role.policy],
    }).arn;
    this.watch(name, props);
  }

  private watch(functionName: string, { alarmTopicArn }: NodeFunctionProps<Contract>): void {
    const common = {
      namespace: "AWS/Lambda",
      dimensions: { FunctionName: functionName },
      topicArn: alarmTopicArn,
      chapter: "a-function-failed",
    } as const;
    new Alarm(this, "errors", {
      ...common,
      metricName: "Errors",
      meaning: `The function ${functionName} ended with an error.`,
    });
    new Alarm(this, "throttles", {
      ...common,
      metricName: "Throttles",
      meaning: `Lambda refused to start ${functionName}.`,
    });
  }
}
