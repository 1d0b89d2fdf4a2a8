import { environments } from "../../config/environments";
import { systemClock } from "../../functions/adapters/system-clock";
import { runAtTerminal } from "../command/terminal";
import { runDrift } from "./run";

runAtTerminal((io) => runDrift(process.argv.slice(2), { io, env: process.env, environments, clock: systemClock }));
