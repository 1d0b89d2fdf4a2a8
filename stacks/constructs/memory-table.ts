import type { Construct } from "constructs";
import type { Access } from "./statement";
import { Table } from "./table";

interface MemoryEnvironment extends Record<string, string> {
  readonly MEMORY_TABLE: string;
}

/**
 * Blocks that have ended: who comes back within the memory stays blocked longer, and what was lifted is not blocked
 * again by an old event. DynamoDB forgets them by ForgetAt. Made anew and empty it only forgets (ADR 8); since that is
 * months of knowledge, it can be brought back.
 */
export class MemoryTable extends Table {
  constructor(scope: Construct, id: string) {
    const kept = { irreplaceable: false, recoverable: true };
    super(scope, id, { name: "memory", hashKey: "HostIp", ttlAttribute: "ForgetAt", ...kept });
  }

  recalling = (): Access<MemoryEnvironment> => this.access("GetItem");
  keeping = (): Access<MemoryEnvironment> => this.access("PutItem");

  private access(operation: string): Access<MemoryEnvironment> {
    return { environment: { MEMORY_TABLE: this.name }, statements: this.calls(operation) };
  }
}
