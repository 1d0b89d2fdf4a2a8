import path from "node:path";
import { environments } from "../../config/environments";
import { runAtTerminal } from "../command/terminal";
import { listenForSignals } from "../terraform/interruption";
import { runTerraform } from "../terraform/run-terraform";
import { runTrimState } from "./run";

listenForSignals();
runAtTerminal((io) =>
  runTrimState(process.argv.slice(2), {
    io,
    env: process.env,
    environments,
    terraform: runTerraform,
    // cdktf is loaded only where it is needed.
    synthesize: async (...given) => (await import("../../stacks/synthesize")).synthesize(...given),
    outdir: path.resolve(process.env.CDKTF_OUTDIR ?? "cdktf.out"),
  }),
);
