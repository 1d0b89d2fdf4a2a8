import type { Construct } from "constructs";
import type { Access } from "./statement";
import { Table } from "./table";

interface MemoryEnvironment extends Record<string, string> {
  readonly MEMORY_TABLE: string;
}

/**
 * Blocks that have ended: who comes back within the memory stays blocked longer, and what was lifted is not blocked
 * again by an old event. DynamoDB forgets them by ForgetAt. Made anew and empty it only forgets (ADR 8).
 */
export class MemoryTable extends Table {
  constructor(scope: Construct, id: string) {
    super(scope, id, { name: "memory", hashKey: "HostIp", ttlAttribute: "ForgetAt", irreplaceable: false });
  }

  recalling = (): Access<MemoryEnvironment> => this.access("GetItem");
  keeping = (): Access<MemoryEnvironment> => this.access("PutItem");

  private access(operation: string): Access<MemoryEnvironment> {
    return { environment: { MEMORY_TABLE: this.name }, statements: this.calls(operation) };
  }
}
