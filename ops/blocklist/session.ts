import type { Connection } from "../aws/connect";
import type { Functions } from "../aws/functions";
import type { Io } from "../command/io";
import type { Options } from "./options";

/** One run of a command. */
export interface Session {
  readonly connection: Connection;
  readonly options: Options;
  readonly io: Io;
}

/** Of a command that changes something: the deployed functions reconcile, and tell Slack. */
export interface ChangingSession extends Session {
  readonly functions: Functions;
}
