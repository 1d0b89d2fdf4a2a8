import { parseArgs, type ParseArgsConfig } from "node:util";
import { UsageError } from "../local/errors";

/**
 * The options of a command.
 * @param command as people type it, such as `npm run synth`
 * @throws UsageError, in one line, for an option that there is not and for anything that is no option
 */
export function readArguments<const Options extends NonNullable<ParseArgsConfig["options"]>>(
  command: string,
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    // Node adds advice on positional arguments and line breaks, which are of no use here.
    const [problem = ""] = (error instanceof Error ? error.message : String(error)).split(/\n|\. /);
    throw new UsageError(`${problem.replace(/\.$/, "")}; ${command} -- --help lists the options`);
  }
}
