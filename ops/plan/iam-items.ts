import { GRANTS, type IamChange } from "./iam-changes";
import type { ElementChange, StatementChange } from "./iam-statements";
import { item, list, say, words, type Item, type Phrase } from "./phrase";

/** Statement by statement: `+ Allow dynamodb:GetItem on arn:…`. */
export const iamItems = (changes: readonly IamChange[]): readonly Item[] =>
  changes.map(({ address, role, attribute, statements, note }) =>
    item(
      say`${address}${role === undefined || attribute === "role" ? [] : say` of ${role}`}: ${words(attribute ?? "all of it")}${
        note === undefined ? [] : [": ", ...noteOf(attribute, note)]
      }`,
      statements.flatMap(statementLines),
    ),
  );

/** A note about a plain attribute is made of values. */
const noteOf = (attribute: string | undefined, note: string): Phrase =>
  GRANTS.includes(attribute ?? "") ? say`${note}` : words(note);

const SIGNS = { added: "+", removed: "-", changed: "~", "as configured": "·" } as const;

function statementLines({ change, sid, effect, elements, wide }: StatementChange): readonly Phrase[] {
  const named = say`${words(`${SIGNS[change]} ${change === "changed" ? "changed: " : ""}${effect}`)}${sid === undefined ? [] : say` (${sid})`}`;
  const warning = wide.length === 0 ? [] : [`. Wide: ${wide.join(", ")}`];
  return [[...named, ...(change === "changed" ? elements.flatMap(difference) : elements.flatMap(whole)), ...warning]];
}

const difference = ({ element, added, removed }: ElementChange): Phrase => [
  ...say`; ${words(element)}`,
  ...(added.length === 0 ? [] : say` + ${list(added)}`),
  ...(removed.length === 0 ? [] : say` - ${list(removed)}`),
];

const PREPOSITIONS: Readonly<Record<string, string>> = {
  Action: "",
  NotAction: "all but ",
  Resource: "on ",
  NotResource: "on all but ",
  Principal: "to ",
  NotPrincipal: "to all but ",
  Condition: "if ",
};

const whole = ({ element, added, removed }: ElementChange): Phrase =>
  say` ${words(PREPOSITIONS[element] ?? "")}${list(added.length > 0 ? added : removed)}`;
