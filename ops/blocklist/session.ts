import type { Connection } from "../aws/connect";
import type { Io } from "../command/io";
import type { Options } from "./options";

/** One run of a command. */
export interface Session {
  readonly connection: Connection;
  readonly options: Options;
  readonly io: Io;
}
