import path from "node:path";
import { environments } from "../../config/environments";
import { systemClock } from "../../functions/adapters/system-clock";
import { runAtTerminal } from "../command/terminal";
import { runTerraform } from "../terraform/run-terraform";
import { runBootstrap } from "./run";

runAtTerminal((io) =>
  runBootstrap(process.argv.slice(2), {
    io,
    env: process.env,
    environments,
    clock: systemClock,
    terraform: runTerraform,
    // cdktf is loaded only where it is needed.
    writeStack: async (...given) => (await import("./write-stack")).writeStack(...given),
    outdir: path.resolve(process.env.CDKTF_OUTDIR ?? "cdktf.out"),
  }),
);
