import { EVERYTHING } from "../../aws/reconcile";
import { confirm } from "../../command/confirm";
import type { Command } from "../options";
import { named, NO_POLICY, preview, type Preview } from "../preview";
import { reconcileAfter } from "../reconcile-after";
import { outcomeLines } from "../render-outcome";
import type { ChangingSession, Session } from "../session";
import { answer } from "../tell-slack";

type Reconcile = Extract<Command, { name: "reconcile" }>;

/** Says what a reconcile would change, by this checkout's config. */
export async function dryRun({ connection, options, io }: Session): Promise<number> {
  const planned = plannedOf(await preview(connection));
  if (options.json) io.write(JSON.stringify({ command: "reconcile", dryRun: true, ...planned }));
  else for (const line of planLines(planned)) io.write(line);
  return 0;
}

/** Has the deployed function make the rules equal the table. */
export async function reconcileCommand(session: ChangingSession, { reason }: Reconcile): Promise<number> {
  const { connection, options, io } = session;
  const planned = plannedOf(await preview(connection));
  await confirm(
    [`reconcile ${connection.target.config.environment}, as ${connection.caller}`, ...planLines(planned)],
    options,
    io,
  );
  const outcome = await reconcileAfter(session, "", EVERYTHING);
  const lines = outcomeLines(outcome);
  await answer(session, {
    change: outcome.Changed
      ? { command: "reconcile", hosts: [], reason, outcome, note: changedWords(lines) }
      : undefined,
    json: { command: "reconcile", dryRun: false, reconciled: outcome },
    lines: [outcome.Changed ? "the rules were made equal to the table" : "the rules equal the table already", ...lines],
  });
  return 0;
}

/** What came and went is all that there is to tell of a reconcile. */
const changedWords = (lines: readonly string[]): string =>
  lines.filter((line) => /^(added|removed) /.test(line)).join("; ");

interface Planned {
  readonly changes: boolean;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly leftOut: readonly string[];
  /** Running rows that get no rule, but for want of room, and why. */
  readonly withdrawn: readonly { readonly Host: string; readonly Reason: string; readonly Detail: string }[];
  readonly usedByNoPolicy: boolean;
}

const plannedOf = ({ plan: { merged, projection }, current }: Preview): Planned => ({
  changes: merged.changed,
  added: merged.added,
  removed: merged.removed,
  leftOut: projection.leftOut,
  withdrawn: [...projection.excluded]
    .filter(([, { reason }]) => reason !== "BLOCK_ENDED" && reason !== "OVER_CAPACITY")
    .map(([Host, { reason, detail }]) => ({ Host, Reason: reason, Detail: detail }))
    .toSorted((a, b) => (a.Host < b.Host ? -1 : 1)),
  usedByNoPolicy: current.numberOfAssociations === 0,
});

function planLines({ changes, added, removed, leftOut, withdrawn, usedByNoPolicy }: Planned): string[] {
  const line = (what: string, hosts: readonly string[]) =>
    hosts.length === 0 ? [] : [`${what} ${hosts.length}: ${named(hosts, 40)}`];
  return [
    ...(changes ? [] : ["the rules equal the table: nothing would change"]),
    ...(changes && added.length + removed.length === 0
      ? ["our rules hold the right hosts, and would be written anew"]
      : []),
    ...line("would add", added),
    ...line("would remove", removed),
    ...line("left out, since the group is full,", leftOut),
    ...withdrawn.map(({ Detail, Reason }) => `no rule: ${Detail} (${Reason})`),
    ...(usedByNoPolicy ? [NO_POLICY] : []),
  ];
}
