/** `npm run drift -- --only rules` in this process, against the stand-ins. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { HostRow } from "../../../functions/domain/host-row";
import type { StatelessRule } from "../../../functions/domain/rule-group";
import type { DriftJson } from "../../../ops/drift/drift-report";
import { runDrift } from "../../../ops/drift/run";
import { enforced, groupOf, PLACEHOLDER, row } from "../../functions/support/world";
import { ENVIRONMENT, GROUP_ARN, NOW, startDesk } from "../blocklist/support";

const ACTION = "sechubopsblocklist";
export const OUR_ACTION = {
  ActionName: ACTION,
  ActionDefinition: { PublishMetricAction: { Dimensions: [{ Value: "sechub-ops" }] } },
};
export const DROPS = ["aws:drop", ACTION];

export const rule = (Priority: number, MatchAttributes: object, Actions: readonly string[]): StatelessRule => ({
  Priority,
  RuleDefinition: { MatchAttributes, Actions },
});
export const addresses = (...hosts: readonly string[]) =>
  hosts.map((host) => ({ AddressDefinition: host.includes("/") ? host : `${host}/32` }));

/** The rules as a reconcile writes them for these hosts. */
export const ours = (...hosts: readonly string[]): StatelessRule[] =>
  hosts.length === 0
    ? []
    : [rule(100, { Sources: addresses(...hosts) }, DROPS), rule(101, { Destinations: addresses(...hosts) }, DROPS)];

export const inForce = (host: string, more: Partial<HostRow> = {}) => row(host, { ...enforced, ...more });

export type DriftDesk = Awaited<ReturnType<typeof startDriftDesk>>;

export async function startDriftDesk(options: { readonly capacity?: number } = {}) {
  const desk = await startDesk(options);
  const outdir = mkdtempSync(path.join(tmpdir(), "sechub-drift-"));
  let now = NOW;
  /** @param meanwhile done while the command waits, after so many waits */
  const drift = async (line = "", config: object = {}, meanwhile?: (waits: number) => Promise<void>) => {
    const [out, notes]: [string[], string[]] = [[], []];
    let waits = 0;
    const code = await runDrift(["--only", "rules", ...line.split(" ").filter((word) => word !== "")], {
      io: { write: (text) => void out.push(text), note: (text) => void notes.push(text), ask: undefined },
      env: { ...desk.env, CDKTF_OUTDIR: outdir },
      environments: { ops: { ...ENVIRONMENT, ...config }, other: {} },
      clock: {
        now: () => now,
        sleep: async (ms) => {
          now = new Date(now.getTime() + ms);
          await meanwhile?.((waits += 1));
        },
        random: () => 0,
      },
    });
    return { code, notes, waits, text: out.join("\n") };
  };
  const found = async (line = "", config: object = {}) => {
    const { rules } = JSON.parse((await drift(`--json ${line}`, config)).text) as DriftJson;
    if (rules === null) throw new Error("the rules were not looked at");
    return rules;
  };
  return {
    ...desk,
    seen: path.join(outdir, "drift"),
    drift,
    found,
    differences: async (line = "", config: object = {}) =>
      (await found(line, config)).differences.map(({ kind, what }) => `${kind} ${what}`),
    /** Puts rules into the group, as a hand does. */
    write: (rules: readonly StatelessRule[], customActions: readonly unknown[] = [OUR_ACTION], edit = {}) =>
      void desk.firewall.editByHand(GROUP_ARN, groupOf([PLACEHOLDER, ...rules], customActions), edit),
    record: (...rows: readonly HostRow[]) => desk.put("blocklist", ...rows),
    close: async () => {
      rmSync(outdir, { recursive: true, force: true });
      await desk.close();
    },
  };
}
