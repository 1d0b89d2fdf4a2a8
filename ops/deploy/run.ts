import { connect } from "../aws/connect";
import { standInLines } from "../aws/endpoints";
import { explainFailure } from "../aws/explain-failure";
import { targetOf } from "../aws/target";
import { confirm, notAsked } from "../command/confirm";
import { counted } from "../command/counted";
import { EXIT_CODES, gatesHit } from "../plan/gates";
import { renderText, withoutControls } from "../plan/render-text";
import { reportOf } from "../plan/report";
import { summarize } from "../plan/summary";
import { requireTerraform } from "../terraform/run-terraform";
import { applyStacks } from "./apply-stacks";
import { check } from "./check";
import { HELP } from "./help";
import { readOptions } from "./options";
import { plannedOf } from "./planned";
import { reconcileDeployed } from "./reconcile-deployed";
import { reconcileTwice } from "./reconcile-twice";
import { stopLines } from "./render-stop";
import type { Session, Surroundings } from "./session";

/**
 * Runs the command; answers the exit code. What it throws was found before anything was changed.
 * @throws UsageError, ConfigError, OpsError: a line for the person at the keyboard
 */
export async function runDeploy(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { io, env, environments, clock, terraform } = surroundings;
  const options = readOptions(args, env);
  if (options.help) {
    io.write(HELP.trimEnd());
    return EXIT_CODES.nothing;
  }
  const target = targetOf({ ...options, environments, outputs: undefined, env });
  // Not behind minutes of planning.
  if (!options.checkOnly && !options.yes && io.ask === undefined) throw notAsked(`deploy ${options.environment}`);
  standInLines(target.endpoints).forEach(io.note);
  if (!options.checkOnly) await requireTerraform(terraform, process.cwd());
  try {
    // Terraform finds out as late as in its first plan, and says so in a page.
    const connection = await connect(target, env, clock);
    const session: Session = { ...surroundings, options, connection };
    try {
      io.note(`${target.config.environment}, ${target.config.region}, as ${connection.caller}`);
      return options.checkOnly ? await check(session, []) : await deploy(session);
    } finally {
      connection.close();
    }
  } catch (error) {
    throw explainFailure(error, target);
  }
}

async function deploy(session: Session): Promise<number> {
  const { io, options, connection } = session;
  const { environment } = connection.target.config;
  const planned = await plannedOf(session);
  const summary = summarize(environment, planned.shown);
  const hit = gatesHit(options.gates, summary);
  io.note(renderText(reportOf(summary, hit)).trimEnd());
  if (hit.length > 0) {
    io.note(`nothing was applied: the plan does what --fail-on names (${hit.join(", ")})`);
    return EXIT_CODES.gate;
  }
  if (summary.changes) {
    const changing = summary.stacks.filter(({ changes }) => changes).map(({ stack }) => stack);
    const what = `deploy ${environment}: ${counted(changing.length, "stack")} to apply, in this order: ${changing.join(", ")}`;
    await confirm([what, `as ${connection.caller}`], options, io);
  }

  const { applied, stopped } = await applyStacks(session, planned);
  if (stopped === undefined)
    return check(
      session,
      planned.shown.filter(({ stack }) => applied.includes(stack)),
    );
  for (const line of stopLines({ applied }, stopped, options)) io.write(withoutControls(line));
  // A rule group that was replaced is empty until then, whatever failed after it. Who interrupts does not wait for rights.
  const reconcile = stopped.why.code === "INTERRUPTED" ? reconcileDeployed : reconcileTwice;
  if (applied.length > 0 || stopped.inPart) for (const line of (await reconcile(session)).lines) io.write(line);
  return stopped.exitCode;
}
