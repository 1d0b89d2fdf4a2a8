import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { RecordOutcome } from "../../functions/contract/payloads";
import type { Blocklist, Pruning, Recording } from "../../functions/ports/blocklist";
import type { RuleGroup } from "../../functions/ports/rule-group";
import type { Scenario } from "./scenario";

/** What one invocation works with. */
export interface Ports {
  readonly blocklist: Blocklist;
  readonly recording: Recording;
  readonly pruning: Pruning;
  readonly ruleGroup: RuleGroup;
  /** For a variant that writes past the adapter. */
  readonly client: DynamoDBClient;
}

/** A change of the system under simulation: none, or a deliberate mistake. */
export interface Variant {
  readonly name: string;
  /** The mistake, in a sentence. */
  readonly mistake: string;
  /** What must meet for the mistake to show: the rest of the scenario stays random. @default any scenario */
  readonly focus?: Partial<Scenario>;
  readonly ports?: (ports: Ports) => Ports;
  readonly recorded?: (outcome: RecordOutcome) => RecordOutcome;
}

export const AS_IT_IS: Variant = { name: "as-it-is", mistake: "none" };
