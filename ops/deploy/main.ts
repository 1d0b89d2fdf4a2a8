import path from "node:path";
import { environments } from "../../config/environments";
import { systemClock } from "../../functions/adapters/system-clock";
import { synthesize } from "../../stacks/synthesize";
import { runAtTerminal } from "../command/terminal";
import { gitTree } from "../plan/git-tree";
import { listenForSignals } from "../terraform/interruption";
import { runTerraform } from "../terraform/run-terraform";
import { runDeploy } from "./run";

listenForSignals();
runAtTerminal((io) =>
  runDeploy(process.argv.slice(2), {
    io,
    env: process.env,
    environments,
    clock: systemClock,
    terraform: runTerraform,
    synthesize,
    tree: gitTree,
    outdir: path.resolve(process.env.CDKTF_OUTDIR ?? "cdktf.out"),
  }),
);
