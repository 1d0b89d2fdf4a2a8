import type { Connection } from "../aws/connect";
import type { Functions } from "../aws/functions";
import type { Io } from "../command/io";
import type { Options } from "./options";

/** One run of a command. */
export interface Session {
  readonly connection: Connection;
  /** undefined: a local run that serves none. */
  readonly functions: Functions | undefined;
  readonly options: Options;
  readonly io: Io;
}
