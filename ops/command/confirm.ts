import type { Io } from "./io";
import { OpsError } from "./ops-error";

/** Tells what is going to happen, and goes on only if that is wanted. @throws OpsError NOT_ASKED, DECLINED */
export async function confirm(lines: readonly string[], { yes }: { readonly yes: boolean }, io: Io): Promise<void> {
  if (yes) return;
  if (io.ask === undefined) throw notAsked(lines[0] ?? "");
  for (const line of lines) io.note(line);
  const answer = await io.ask("Go on? [y/N] ");
  if (!/^y(es)?$/i.test(answer.trim())) throw new OpsError("DECLINED", "nothing was changed");
}

/** @param what is going to happen */
export const notAsked = (what: string): OpsError =>
  new OpsError("NOT_ASKED", `${what}: nobody is here to be asked (no terminal), so say --yes. Nothing was changed`);
