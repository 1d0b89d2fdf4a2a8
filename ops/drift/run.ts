import path from "node:path";
import { loadConfig } from "../../config/load-config";
import type { Config, ConfigInput } from "../../config/schema";
import type { Clock } from "../../functions/ports/clock";
import { connect } from "../aws/connect";
import { standInLines } from "../aws/endpoints";
import { explainFailure } from "../aws/explain-failure";
import { targetOf, type Target } from "../aws/target";
import type { Io } from "../command/io";
import { OpsError } from "../command/ops-error";
import { renderText } from "../plan/render-text";
import { partitionOf } from "../../functions/contract/partition";
import { attachedTo, savedAttached, writeAttached, type Attached } from "./attached";
import { stackFolders } from "../terraform/stack-folders";
import { oursIn } from "./ours";
import { EXIT_CODES, isDrift, jsonOf, type DriftReport, type NotLookedAt } from "./drift-report";
import { HELP } from "./help";
import { judgedBy } from "../aws/judged";
import { lookUntilInStep, type Looks } from "./look";
import { readOptions, type Options } from "./options";
import { renderDrift } from "./render-markdown";
import { reportOf } from "./report";
import { writeRules } from "./rules-file";
import { rulesDrift } from "./rules-drift";
import { savedRules, savedStacks } from "./saved";
import { stackDrift, type SeenStack } from "./stack-drift";
import { whyNoRules } from "./why-no-rules";
import { fromThePerson } from "../command/from-the-person";

export interface Surroundings {
  readonly io: Io;
  readonly env: NodeJS.ProcessEnv;
  readonly environments: Readonly<Record<string, ConfigInput>>;
  readonly clock: Clock;
}

/** What was seen, of both parts. */
interface Seen {
  readonly stacks: readonly SeenStack[] | NotLookedAt;
  readonly rules: Looks | NotLookedAt;
  readonly attached: readonly Attached[] | NotLookedAt;
}

/**
 * Looks, or reads what an earlier look has left; the report is all of stdout. Answers the exit code.
 * @throws UsageError, ConfigError, OpsError: a line for the person at the keyboard
 */
export async function runDrift(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { io, env, environments } = surroundings;
  const options = readOptions(args, env);
  if (options.help) {
    io.write(HELP.trimEnd());
    return EXIT_CODES.none;
  }
  const config = loadConfig(options.environment, environments);
  const seen =
    options.from === undefined ? await look(config, options, surroundings) : saved(options.from, options, env);
  const report = judged(seen, config, options);
  if (options.format === "json") io.write(JSON.stringify(jsonOf(report), undefined, 2));
  else io.write((options.format === "markdown" ? renderDrift : renderText)(reportOf(report)).trimEnd());
  return isDrift(report) ? EXIT_CODES.drift : EXIT_CODES.none;
}

const ONLY = {
  shape: { notLookedAt: "--only shape" },
  rules: { notLookedAt: "--only rules" },
  attached: { notLookedAt: "--only attached" },
} as const;

/** Why a part is not looked at: another one alone is wanted. */
const notWanted = ([only = "shape"]: Options["parts"]): NotLookedAt => ONLY[only];

function saved(from: string, { parts, environment }: Options, env: NodeJS.ProcessEnv): Seen {
  const folder = fromThePerson(from, env);
  const stacks = parts.includes("shape") ? savedStacks(folder) : notWanted(parts);
  const attached = parts.includes("attached") ? savedAttached(folder) : notWanted(parts);
  if (!parts.includes("rules")) return { stacks, attached, rules: notWanted(parts) };
  const unseen = "notLookedAt" in stacks ? undefined : whyNoRules(stacks);
  return { stacks, attached, rules: savedRules(folder, environment, unseen) };
}

async function look(config: Config, options: Options, surroundings: Surroundings): Promise<Seen> {
  const { io, env, environments } = surroundings;
  const { parts, environment } = options;
  // What is wrong with it is said before terraform works for minutes, and before what was seen is thrown away.
  const target = targetOf({ environment, environments, outputs: undefined, env });
  standInLines(target.endpoints).forEach(io.note);
  const outdir = path.resolve(env.CDKTF_OUTDIR ?? "cdktf.out");
  const folder = path.join(outdir, "drift");
  // Synth and terraform are loaded only where they are needed.
  const { emptyFolder, refreshStacks } = await import("./refresh-stacks");
  const { liveGroup } = await import("../terraform/live-group");
  if (!parts.includes("shape")) emptyFolder(folder);
  const stacks = parts.includes("shape")
    ? await refreshStacks(config, outdir, folder, io.note, liveGroup(target, env))
    : notWanted(parts);
  const unseen = "notLookedAt" in stacks ? undefined : whyNoRules(stacks);
  const look = async <Found>(part: Options["parts"][number], at: () => Promise<Found>) => {
    if (!parts.includes(part)) return notWanted(parts);
    return unseen === undefined ? await at() : { notLookedAt: unseen };
  };
  const rules = await look("rules", () => lookAtRules(target, options, surroundings));
  if (!("notLookedAt" in rules)) writeRules(folder, config.environment, rules);
  const attached = await look("attached", async () => {
    if (!parts.includes("shape")) await (await import("../../stacks/synthesize")).synthesize(config, outdir);
    return lookAtAttached(outdir, target, surroundings);
  });
  if (!("notLookedAt" in attached)) writeAttached(folder, attached);
  return { stacks, rules, attached };
}

async function lookAtAttached(
  outdir: string,
  target: Target,
  { io, env, clock }: Surroundings,
): Promise<readonly Attached[]> {
  const ours = oursIn(stackFolders(outdir));
  io.note("attached: policies, targets, schedules and subscriptions that no stack made");
  try {
    const connection = await connect(target, env, clock);
    connection.close();
    const [, , , , account = ""] = connection.caller.split(":");
    const { region } = target.config;
    return await attachedTo(ours, { partition: partitionOf(region), region, account }, target, env);
  } catch (error) {
    throw explainFailure(error, target);
  }
}

async function lookAtRules(target: Target, { waitSeconds }: Options, { io, env, clock }: Surroundings): Promise<Looks> {
  try {
    const connection = await connect(target, env, clock);
    try {
      io.note("rules: rule group and table");
      const ruleGroup = await connection.ruleGroup();
      return await lookUntilInStep(
        { ruleGroup, blocklist: connection.blocklist, clock },
        judgedBy(target.config),
        waitSeconds,
        io.note,
      );
    } finally {
      connection.close();
    }
  } catch (error) {
    throw explainFailure(error, target);
  }
}

/** @throws OpsError NOT_DEPLOYED when there is nothing that could have been changed */
function judged({ stacks, rules, attached }: Seen, config: Config, options: Options): DriftReport {
  const drift = "notLookedAt" in stacks ? stacks : stacks.map(stackDrift);
  if (!("notLookedAt" in drift) && drift.every(({ state }) => state !== "looked at")) {
    throw new OpsError(
      "NOT_DEPLOYED",
      `nothing of ${config.environment} is deployed: no stack has a state. Deploy it first, or look at the backend that config/environments.ts names`,
    );
  }
  return {
    environment: config.environment,
    stacks: drift,
    attached,
    rules: "notLookedAt" in rules ? rules : rulesDrift(rules, judgedBy(config), options.acceptsUnmanaged),
  };
}
