import type { ConfigInput } from "../../config/schema";
import type { Clock } from "../../functions/ports/clock";
import { connect } from "../aws/connect";
import { standInLines } from "../aws/endpoints";
import { explainFailure } from "../aws/explain-failure";
import { functionsOf, type Functions } from "../aws/functions";
import { targetOf } from "../aws/target";
import { blockCommand } from "./commands/block";
import { exportCommand } from "./commands/export";
import { importCommand } from "./commands/import";
import { listCommand } from "./commands/list";
import { dryRun, reconcileCommand } from "./commands/reconcile";
import { showCommand } from "./commands/show";
import { unblockCommand } from "./commands/unblock";
import type { ChangingSession, Session } from "./session";
import type { Io } from "../command/io";
import { OpsError } from "../command/ops-error";
import { HELP } from "./help";
import { readOptions } from "./options";

export interface Surroundings {
  readonly io: Io;
  readonly env: NodeJS.ProcessEnv;
  readonly environments: Readonly<Record<string, ConfigInput>>;
  readonly clock: Clock;
}

/**
 * Runs one command; answers the exit code: 1 when it did what it was asked for and that is not in force.
 * @throws UsageError, ConfigError, OpsError: a line for the person at the keyboard
 */
export async function runBlocklist(
  args: readonly string[],
  { io, env, environments, clock }: Surroundings,
): Promise<number> {
  const options = readOptions(args, env);
  const { command } = options;
  if (command.name === "help") {
    io.write(HELP.trimEnd());
    return 0;
  }
  const target = targetOf({ ...options, environments, env });
  standInLines(target.endpoints).forEach(io.note);
  try {
    const connection = await connect(target, env, clock);
    const functions = functionsOf(target, env);
    try {
      return await perform({ connection, options, io }, functions);
    } finally {
      functions?.close();
      connection.close();
    }
  } catch (error) {
    throw explainFailure(error, target);
  }
}

async function perform(session: Session, functions: Functions | undefined): Promise<number> {
  const { command } = session.options;
  /** Asked for before anything is read: a row that nobody reconciles is not what was asked for. */
  const changing = (): ChangingSession => {
    if (functions === undefined) throw new OpsError("UNREACHABLE", NOT_SERVED);
    return { ...session, functions };
  };
  switch (command.name) {
    case "help":
      return 0;
    case "list":
      return listCommand(session);
    case "show":
      return showCommand(session, command);
    case "block":
      return blockCommand(changing(), command);
    case "unblock":
      return unblockCommand(changing(), command);
    case "reconcile":
      return command.dryRun ? dryRun(session) : reconcileCommand(changing(), command);
    case "export":
      return exportCommand(session);
    case "import":
      return importCommand(changing(), command);
  }
}

const NOT_SERVED =
  "no function is served here that could reconcile: set AWS_ENDPOINT_URL_LAMBDA as npm start -- --keep prints it. Nothing was changed";
