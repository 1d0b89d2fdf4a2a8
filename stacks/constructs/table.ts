import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";
import { BaseStack } from "../base-stack";
import type { Statement } from "./statement";

export interface TableProps {
  /** Name of the table, without the environment's prefix. */
  readonly name: string;
  readonly hashKey: string;
  /** Attribute by which DynamoDB deletes rows, epoch seconds. @default rows stay until someone deletes them */
  readonly ttlAttribute?: string;
  /**
   * Nothing else knows what is in it. Such a table has point-in-time recovery, and neither AWS nor Terraform deletes it
   * by accident. One that may be made anew, empty, is not protected: that would only be in the way of taking it down.
   */
  readonly irreplaceable: boolean;
  /** What is in it may be brought back to any moment of 35 days. @default if it is irreplaceable */
  readonly recoverable?: boolean;
}

/** AWS's own, said out loud: a shorter time that was set by hand would stay. */
const RECOVERY_DAYS = 35;

const READS: readonly string[] = ["GetItem", "Scan"];
const KEY_TO_READ = ["kms:Decrypt", "kms:DescribeKey"];
/**
 * AWS writes kms:GenerateDataKey* and kms:ReEncrypt*, and means these.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
const KEY_TO_WRITE = [
  ...KEY_TO_READ,
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];

/** A table on demand, with one key of text. */
export class Table extends Construct {
  readonly arn: string;
  readonly name: string;
  private readonly stack: BaseStack;

  constructor(scope: Construct, id: string, props: TableProps) {
    super(scope, id);
    this.stack = BaseStack.baseOf(this);
    const { kmsKeyArn } = this.stack.config;
    const recoverable = props.recoverable ?? props.irreplaceable;
    const table = new DynamodbTable(this, "Resource", {
      name: this.stack.nameOf(props.name),
      billingMode: "PAY_PER_REQUEST",
      hashKey: props.hashKey,
      attribute: [{ name: props.hashKey, type: "S" }],
      pointInTimeRecovery: recoverable ? { enabled: true, recoveryPeriodInDays: RECOVERY_DAYS } : { enabled: false },
      deletionProtectionEnabled: props.irreplaceable,
      ...(kmsKeyArn !== undefined && { serverSideEncryption: { enabled: true, kmsKeyArn } }),
      // Said also where there is none: the provider does not look otherwise, and a TTL that was set by hand deletes rows.
      ttl: { attributeName: props.ttlAttribute ?? "", enabled: props.ttlAttribute !== undefined },
      streamEnabled: false,
      ...(props.irreplaceable && { lifecycle: { preventDestroy: true } }),
    });
    this.arn = table.arn;
    this.name = table.name;
  }

  /** The statements that allow these calls on the table, and the use of its key where there is one. */
  calls(...operations: readonly string[]): Statement[] {
    const { kmsKeyArn, region } = this.stack.config;
    const table = { actions: operations.map((operation) => `dynamodb:${operation}`), resources: [this.arn] };
    if (kmsKeyArn === undefined) return [table];
    const onlyReads = operations.every((operation) => READS.includes(operation));
    const key = {
      actions: onlyReads ? KEY_TO_READ : KEY_TO_WRITE,
      resources: [kmsKeyArn],
      conditions: { StringEquals: { "kms:ViaService": `dynamodb.${region}.amazonaws.com` } },
    };
    return [table, key];
  }
}
