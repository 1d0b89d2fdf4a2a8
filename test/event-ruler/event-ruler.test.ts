import type { EventPattern } from "../../local/event-bus/event-pattern";
import { matches } from "../../local/event-bus/match-pattern";
import { validatePattern } from "../../local/event-bus/validate-pattern";
import matcherCases from "../local/event-bus/cases.json";
import invalid from "../local/event-bus/invalid-patterns.json";
import { findRuler, verdicts } from "./event-ruler";
import { routingCases, type NamedCase } from "./routing-cases";
import { smallCases } from "./small-cases";

/** Where ours refuses on purpose what event-ruler takes: validate-pattern.ts says why. */
const STRICTER = ["alternatives that are an object", "an alternative that is a text"];

const ruler = findRuler();
const missing = "missing" in ruler ? ruler.missing : undefined;
const isSkipped = missing !== undefined && process.env["SECHUB_REQUIRE_JAVA"] !== "1";
if (isSkipped) console.warn(`Our matcher is not compared with AWS's event-ruler: ${missing}`);

const asCases = (): readonly NamedCase[] => [
  ...routingCases(),
  ...matcherCases.flatMap(({ about, pattern, matches: seen, ignores }) =>
    [...seen, ...ignores].map((event: unknown) => ({ about: `${about}: ${JSON.stringify(event)}`, pattern, event })),
  ),
  ...smallCases().map((given) => ({ ...given, about: JSON.stringify(given) })),
  ...invalid.map(({ about, pattern }) => ({ about, pattern, event: {} })),
];

/** What our matcher says, in event-ruler's words. */
const ours = ({ pattern, event }: NamedCase): string =>
  validatePattern(pattern).length > 0 ? "invalid" : String(matches(pattern as EventPattern, event));

describe("AWS's event-ruler", () => {
  (isSkipped ? it.skip : it)(
    "says what our matcher says: of every synthesized rule, of patterns in general, of invalid ones",
    () => {
      if ("missing" in ruler) throw new Error(`SECHUB_REQUIRE_JAVA is 1, and ${ruler.missing}`);
      const cases = asCases();
      const theirs = verdicts(ruler, cases).map((answer) => answer.replace(/^invalid: .*/, "invalid"));
      expect(theirs).toHaveLength(cases.length);
      // Asked only what both answer alike anyway, they would agree too.
      expect(new Set(theirs)).toEqual(new Set(["true", "false", "invalid"]));

      const differences = cases
        .map((given, at) => ({ about: given.about, ruler: theirs[at], ours: ours(given) }))
        .filter((answers) => answers.ruler !== answers.ours);
      expect(differences).toEqual(STRICTER.map((about) => ({ about, ruler: "false", ours: "invalid" })));
    },
    180_000,
  );
});
