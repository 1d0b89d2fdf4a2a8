import type { Construct } from "constructs";
import type { Access } from "./statement";
import { Table } from "./table";

/**
 * What was told already (Powertools idempotency records), the next moment to send at, and the digests; DynamoDB deletes
 * what has ended. Without them a message may be sent twice, and a digest may only say how to find what it had: the table
 * may be made anew.
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
