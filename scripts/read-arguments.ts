import { parseArgs, type ParseArgsConfig } from "node:util";
import { UsageError } from "../local/errors";

type Options = NonNullable<ParseArgsConfig["options"]>;

/**
 * The options of a command.
 * @param command as people type it, such as `npm run synth`
 * @throws UsageError, in one line, for an option that there is not and for anything that is no option
 */
export const readArguments = <const Given extends Options>(command: string, args: readonly string[], options: Given) =>
  orUsageError(command, options, () => parseArgs({ args: [...args], options }).values);

/** The same for a command that takes words beside its options. @throws UsageError for an option that there is not */
export const readWords = <const Given extends Options>(command: string, args: readonly string[], options: Given) =>
  orUsageError(command, options, () => parseArgs({ args: [...args], options, allowPositionals: true }));

function orUsageError<Result>(command: string, options: Options, parse: () => Result): Result {
  // npm keeps an option to itself that comes before --, and the command would work on another environment.
  const kept = "env" in options ? process.env["npm_config_env"] : undefined;
  if (kept !== undefined)
    throw new UsageError(`npm took --env for itself: write -- before it, ${command} -- --env ${kept}`);
  try {
    return parse();
  } catch (error) {
    // Node adds advice on positional arguments and line breaks, which are of no use here.
    const [problem = ""] = (error instanceof Error ? error.message : String(error)).split(/\n|\. /);
    const ambiguous = /^Option '.*(--[\w-]+)'? .*ambiguous/.exec(problem)?.[1];
    if (ambiguous !== undefined)
      throw new UsageError(`${ambiguous} needs a value after it, one that does not begin with "-"`);
    const advice = Object.keys(options).length === 0 ? "takes no options" : "-- --help lists the options";
    throw new UsageError(`${problem.replace(/\.$/, "")}; ${command} ${advice}`);
  }
}
