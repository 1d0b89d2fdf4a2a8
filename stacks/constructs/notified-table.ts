import type { Construct } from "constructs";
import { ProtectedTable } from "./protected-table";
import type { Access } from "./statement";

/** What was told already: Powertools idempotency records, deleted by DynamoDB when they end. */
export class NotifiedTable extends ProtectedTable {
  constructor(scope: Construct, id: string) {
    super(scope, id, { name: "notified", hashKey: "Key", ttlAttribute: "ExpiresAt" });
  }

  telling(): Access<{ NOTIFIED_TABLE: string }> {
    return {
      environment: { NOTIFIED_TABLE: this.name },
      statements: this.calls("PutItem", "GetItem", "UpdateItem", "DeleteItem"),
    };
  }
}
