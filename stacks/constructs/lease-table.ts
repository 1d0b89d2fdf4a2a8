import type { Construct } from "constructs";
import { ProtectedTable } from "./protected-table";
import type { Access } from "./statement";

/** One row: whose turn it is to reconcile (docs/adr/0006). */
export class LeaseTable extends ProtectedTable {
  constructor(scope: Construct, id: string) {
    super(scope, id, { name: "lease", hashKey: "LeaseName" });
  }

  taking(): Access<{ LEASE_TABLE: string }> {
    return {
      environment: { LEASE_TABLE: this.name },
      statements: this.calls("PutItem", "GetItem", "UpdateItem"),
    };
  }
}
