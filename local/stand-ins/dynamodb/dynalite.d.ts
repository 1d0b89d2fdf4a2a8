/** dynalite 4 carries no types; these are the parts that the stand-in uses. */
declare module "dynalite" {
  import type { Server } from "node:http";

  interface DynaliteOptions {
    /** How long a new table stays in CREATING. */
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }

  /** A server that does not listen yet. Its tables live in memory. */
  function dynalite(options?: DynaliteOptions): Server;

  export = dynalite;
}
