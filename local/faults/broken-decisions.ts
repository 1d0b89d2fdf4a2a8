import { dynamoDbPruning } from "../../functions/adapters/dynamodb-pruning";
import type { Known } from "../../functions/domain/block";
import type { Change } from "../../functions/ports/blocklist";
import { BLOCKLIST } from "./sim-world";
import type { Ports, Variant } from "./variant";

type Decide = Parameters<Ports["recording"]["change"]>[2];
/** Decides otherwise; what is written is still written on the condition that nothing has changed. */
const withDecisions = (ports: Ports, otherwise: (known: Known, decide: Decide) => Change): Ports => ({
  ...ports,
  recording: {
    change: (host, now, decide) => ports.recording.change(host, now, (known) => otherwise(known, decide) as never),
  },
});
const isNothing = (decided: object) => "outcome" in decided && decided.outcome === "nothing";

/** Mistakes about who is to be blocked. */
export const BROKEN_DECISIONS: readonly Variant[] = [
  {
    name: "early-suppression-forgotten",
    mistake: "a suppression that comes before its own finding leaves no trace",
    ports: (ports) =>
      withDecisions(ports, (known, decide) => {
        const decided = decide(known);
        return isNothing(decided) ? { ...decided, write: undefined } : decided;
      }),
  },
  {
    name: "other-findings-ignored",
    mistake: "a suppression lifts the block, whoever else names the host",
    ports: (ports) =>
      withDecisions(ports, (known, decide) =>
        decide(known.row === undefined ? known : { row: { ...known.row, OtherFindings: undefined } }),
      ),
  },
  {
    name: "pruned-and-forgotten",
    mistake: "what the prune takes from the blocklist is not remembered",
    ports: (ports) => ({
      ...ports,
      pruning: dynamoDbPruning(ports.client, BLOCKLIST, { keep: () => Promise.resolve() }),
    }),
  },
];
