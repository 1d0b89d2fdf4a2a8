import type { Construct } from "constructs";
import type { Access } from "./statement";
import { Table } from "./table";

/**
 * One row: whose turn it is to reconcile (docs/adr/0006). The table may be made anew: without the row two reconciles run
 * at once, and the update token keeps them safe.
 */
export class LeaseTable extends Table {
  constructor(scope: Construct, id: string) {
    super(scope, id, { name: "lease", hashKey: "LeaseName", irreplaceable: false });
  }

  taking(): Access<{ LEASE_TABLE: string }> {
    return {
      environment: { LEASE_TABLE: this.name },
      statements: this.calls("PutItem", "GetItem", "UpdateItem"),
    };
  }
}
