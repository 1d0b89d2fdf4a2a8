import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fixture, fixtureNames } from "../support/findings";
import { CONFIGS, patternsOf } from "./configs";
import type { Case } from "./event-ruler";
import { mutations, type FindingsEvent } from "./mutations";

/** A case with words for people. */
export interface NamedCase extends Case {
  readonly about: string;
}

/** Every distinct pattern of every config, with every event in every mutation. */
export function routingCases(): readonly NamedCase[] {
  const rules = new Map(
    Object.entries(CONFIGS).flatMap(([config, given]) =>
      Object.entries(patternsOf(given)).map(([rule, pattern]) => [pattern, `${rule} (${config})`] as const),
    ),
  );
  const events = [...fixtures(), ...moreEvents()].flatMap(([name, event]) => [
    { about: name, event },
    ...mutations(event).map((mutation) => ({ ...mutation, about: `${name}, ${mutation.about}` })),
  ]);
  return [...rules].flatMap(([text, rule]) => {
    const pattern: unknown = JSON.parse(text);
    return events.map(({ about, event }) => ({ about: `${rule} on ${about}`, pattern, event }));
  });
}

type NamedEvent = readonly [name: string, event: FindingsEvent];

const fixtures = (): NamedEvent[] => fixtureNames().map((name) => [name, fixture(name)]);

/** Events that are not this repository's to keep, such as real ones: SECHUB_REAL_FINDINGS names a folder of them. */
function moreEvents(): NamedEvent[] {
  const folder = process.env["SECHUB_REAL_FINDINGS"];
  if (folder === undefined) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => {
      const event = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as FindingsEvent;
      return [file, { ...event, region: "us-west-2" }];
    });
}
