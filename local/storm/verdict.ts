import type { Figures } from "./measure";

export interface Verdict {
  readonly ok: boolean;
  /** A line for each thing that was asked, whether it held or not. */
  readonly reasons: readonly { readonly ok: boolean; readonly text: string }[];
}

/** What a storm must come to. Without `maxUpdates` the number of updates is not judged. */
export function judge({ hosts, executions, firewall, findings }: Figures, maxUpdates?: number): Verdict {
  const ended = executions.succeeded + executions.failed;
  const reasons = [
    { ok: hosts.lost === 0, text: `${count(hosts.lost)} hosts lost` },
    { ok: executions.failed === 0, text: `${count(executions.failed)} executions failed` },
    { ok: ended >= findings, text: `${count(ended)} of ${count(findings)} findings handled` },
    ...(maxUpdates === undefined
      ? []
      : [
          {
            ok: firewall.update.attempted <= maxUpdates,
            text: `${count(firewall.update.attempted)} UpdateRuleGroup calls (at most ${maxUpdates})`,
          },
        ]),
  ];
  return { ok: reasons.every(({ ok }) => ok), reasons };
}

const count = (value: number): string => value.toLocaleString("en");
