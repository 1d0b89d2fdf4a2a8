import type { ConfigInput } from "../../config/schema";
import type { RefusalCode } from "../../functions/domain/refusals";
import type { Event } from "../start/read-findings";

/** A story of what the system does: events, time, the schedule, another config; and what must hold after each step. */
export interface Scenario {
  /** As people type it after --scenario. */
  readonly name: string;
  /** One sentence, for the list. */
  readonly line: string;
  /** Settings beside those of the environment and of `PLAIN`. @default none */
  readonly config?: ConfigInput;
  readonly steps: readonly ScenarioStep[];
}

/** What happens, in the order of these fields, and what must hold afterwards. */
export interface ScenarioStep {
  readonly title: string;
  /** Hours go by: everything in the tables, and every event from here on, is that much older. */
  readonly hoursLater?: number;
  /** A row that somebody puts into the blocklist. */
  readonly putRow?: Readonly<Record<string, unknown>>;
  /** These settings are deployed, over the same tables and the same rule group. */
  readonly redeploy?: ConfigInput;
  /** Slack answers so many requests with an error, before it takes a message again. */
  readonly slackFails?: number;
  /** Network Firewall answers every request with an error, until Slack has taken a message. */
  readonly firewallAway?: boolean;
  /** Events that arrive, one after the other. */
  readonly events?: readonly Event[];
  /** They arrive together, and early in a minute of the clock. */
  readonly atOnce?: boolean;
  /** The schedule runs. */
  readonly schedule?: boolean;
  readonly expect: Expected;
}

/** Words that are in one message; several: all of them. */
export type Words = string | RegExp | readonly (string | RegExp)[];

/** Times are told from the moment of the step. */
export type Stays = number | "until an operator lifts it";

export interface Expected {
  /** The EventBridge rules that take the events, without the prefix; of several events those of any. @default none */
  readonly rules?: readonly string[];
  /** Who is dropped now, from and to; nobody else is. */
  readonly blocked: readonly string[];
  /** What Slack is told, a message each, in any order; [] is silence. */
  readonly said: readonly Words[];
  /** Why hosts or findings of this step do not block, once each. @default no reason */
  readonly refused?: readonly RefusalCode[];
  /** Hours that the block of a host lasts from now on. */
  readonly hours?: Readonly<Record<string, Stays>>;
  /** How often a host was blocked within its memory. */
  readonly blocks?: Readonly<Record<string, number>>;
  /** Hosts of blocks that have ended, which are remembered. */
  readonly remembered?: readonly string[];
  /** Messages that the further webhooks and the topic get; each begins with where it goes. */
  readonly elsewhere?: readonly Words[];
}
