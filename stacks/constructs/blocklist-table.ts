import type { Construct } from "constructs";
import type { Access, Statement } from "./statement";
import { Table } from "./table";

interface BlocklistEnvironment extends Record<string, string> {
  readonly BLOCKLIST_TABLE: string;
}

/** The blocklist, the source of truth: one row for each host that should be blocked. Each method is what one kind of user needs of it. */
export class BlocklistTable extends Table {
  constructor(scope: Construct, id: string) {
    super(scope, id, { name: "blocklist", hashKey: "HostIp", irreplaceable: true });
  }

  recording = (): Access<BlocklistEnvironment> => this.access("PutItem", "GetItem", "UpdateItem");
  findingExpired = (): Access<BlocklistEnvironment> => this.access("Scan");
  /** The read is for the memory, and tells whether a deletion whose answer was lost was ours. */
  removing = (): Access<BlocklistEnvironment> => this.access("DeleteItem", "GetItem");
  reconciling = (): Access<BlocklistEnvironment> => this.access("Scan", "GetItem", "UpdateItem");

  private access(...operations: readonly string[]): Access<BlocklistEnvironment> {
    return { environment: { BLOCKLIST_TABLE: this.name }, statements: this.calls(...operations) satisfies Statement[] };
  }
}
