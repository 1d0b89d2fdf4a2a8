import type { Construct } from "constructs";
import type { Access } from "./statement";
import { Table } from "./table";

/**
 * What was told already: Powertools idempotency records, deleted by DynamoDB when they end. Without them a message may
 * be sent twice, and nothing else: the table may be made anew.
 */
export class NotifiedTable extends Table {
  constructor(scope: Construct, id: string) {
    super(scope, id, { name: "notified", hashKey: "Key", ttlAttribute: "ExpiresAt", irreplaceable: false });
  }

  telling(): Access<{ NOTIFIED_TABLE: string }> {
    return {
      environment: { NOTIFIED_TABLE: this.name },
      statements: this.calls("PutItem", "GetItem", "UpdateItem", "DeleteItem"),
    };
  }
}
