import { coveringRules, dropsByOurs, passingBefore } from "../../../functions/domain/covering-rules";
import { parseHost } from "../../../functions/domain/host";
import { readHostRow } from "../../../functions/domain/host-row";
import { notAnAddress, refuseRow } from "../../../functions/domain/projection";
import { refuseHost } from "../../../functions/domain/refusals";
import { itemOf } from "../items";
import type { Command } from "../options";
import { rowsOf } from "../preview";
import { rowState } from "../row-state";
import { showLines, type Shown } from "../render-show";
import type { Session } from "../session";

type Show = Extract<Command, { name: "show" }>;

/** All that is known of a host, by table, memory, rules and config. */
export async function showCommand({ connection, options, io }: Session, { which }: Show): Promise<number> {
  const { clock, policy, managed, tables, target } = connection;
  const now = clock.now();
  const host = parseHost(which.text);
  // No plan: a rule group that no plan can be made for is one more reason to look.
  const current = await (await connection.ruleGroup()).describe();
  const rules = host === undefined ? [] : coveringRules(current.rules, host, managed);
  const spelt = rowsOf(await connection.blocklist.readAll(), which);
  const items = await Promise.all(spelt.map(({ HostIp }) => itemOf(tables, target.names.blocklist, HostIp)));
  const remembered = await itemOf(tables, target.names.memory, which.text);
  const passing = host === undefined ? [] : passingBefore(rules, host, managed);
  const seen = host && { dropped: dropsByOurs(rules), passedBefore: passing.length > 0 };
  const refusedAlways = host && refuseHost(host, policy.protection);
  const shown: Shown = {
    host: which.text,
    environment: target.config.environment,
    mode: connection.mode,
    // What was deleted between the two reads is gone.
    rows: items.flatMap((item) => {
      if (item === undefined) return [];
      const row = readHostRow(item);
      const refusal = refusedAlways ?? (host === undefined ? notAnAddress(row) : refuseRow(row, policy, now));
      return [{ item, row, state: rowState(row, refusal, now, seen), ...(refusal !== undefined && { refusal }) }];
    }),
    ...(remembered !== undefined && { memory: { item: remembered, row: readHostRow(remembered) } }),
    ...(refusedAlways !== undefined && { refusal: refusedAlways }),
    dropped: dropsByOurs(rules),
    rules,
    passing,
    usedByNoPolicy: current.numberOfAssociations === 0,
  };
  if (options.json) io.write(JSON.stringify({ command: "show", ...shown }));
  else for (const line of showLines(shown)) io.write(line);
  return 0;
}
