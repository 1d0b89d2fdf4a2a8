import { environments } from "../../config/environments";
import { systemClock } from "../../functions/adapters/system-clock";
import { runAtTerminal } from "../command/terminal";
import { runBlocklist } from "./run";

runAtTerminal((io) => runBlocklist(process.argv.slice(2), { io, env: process.env, environments, clock: systemClock }));
