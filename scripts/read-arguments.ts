import { parseArgs, type ParseArgsConfig } from "node:util";
import { UsageError } from "../local/errors";

type Options = NonNullable<ParseArgsConfig["options"]>;

/**
 * The options of a command.
 * @param command as people type it, such as `npm run synth`
 * @throws UsageError, in one line, for an option that there is not and for anything that is no option
 */
export const readArguments = <const Given extends Options>(command: string, args: readonly string[], options: Given) =>
  orUsageError(command, () => parseArgs({ args: [...args], options }).values);

/** The same for a command that takes words beside its options. @throws UsageError for an option that there is not */
export const readWords = <const Given extends Options>(command: string, args: readonly string[], options: Given) =>
  orUsageError(command, () => parseArgs({ args: [...args], options, allowPositionals: true }));

function orUsageError<Result>(command: string, parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    // Node adds advice on positional arguments and line breaks, which are of no use here.
    const [problem = ""] = (error instanceof Error ? error.message : String(error)).split(/\n|\. /);
    const ambiguous = /^Option '.*(--[\w-]+)'? .*ambiguous/.exec(problem)?.[1];
    if (ambiguous !== undefined)
      throw new UsageError(`${ambiguous} needs a value after it, one that does not begin with "-"`);
    throw new UsageError(`${problem.replace(/\.$/, "")}; ${command} -- --help lists the options`);
  }
}
