/** A statement of a policy, each element as a sorted list: `"Action": "s3:*"` and `"Action": ["s3:*"]` are the same. */
interface Statement {
  readonly sid: string | undefined;
  readonly effect: string;
  readonly elements: Readonly<Record<string, readonly string[]>>;
}

export interface ElementChange {
  readonly element: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export interface StatementChange {
  /** `as configured`: what it is today cannot be compared, because a part is known only after apply. */
  readonly change: "added" | "removed" | "changed" | "as configured";
  readonly sid: string | undefined;
  readonly effect: string;
  readonly elements: readonly ElementChange[];
  /** What a reviewer should not overlook in what is new: `any action`. */
  readonly wide: readonly string[];
}

const ELEMENTS = ["Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition"];

/** @returns undefined for what is no policy document */
export function statementsOf(document: string): readonly Statement[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(document);
  } catch {
    return undefined;
  }
  if (typeof json !== "object" || json === null || !("Statement" in json)) return undefined;
  const given = Array.isArray(json.Statement) ? json.Statement : [json.Statement];
  return given.filter((one) => typeof one === "object" && one !== null).map(statementOf);
}

function statementOf(given: Record<string, unknown>): Statement {
  const elements = Object.fromEntries(
    ELEMENTS.filter((name) => given[name] !== undefined).map((name) => [
      name,
      [...new Set(valuesOf(given[name]))].sort(),
    ]),
  );
  return {
    sid: typeof given.Sid === "string" && given.Sid !== "" ? given.Sid : undefined,
    effect: typeof given.Effect === "string" ? given.Effect : "no Effect",
    elements,
  };
}

/** `{ StringEquals: { "aws:SourceAccount": ["1", "2"] } }` as `StringEquals aws:SourceAccount 1`, and so on. */
function valuesOf(value: unknown, prefix = ""): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((inner) => valuesOf(inner, prefix));
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => valuesOf(inner, `${prefix}${key} `));
  }
  return [`${prefix}${String(value)}`];
}

/** What is added, removed and changed; the same statement in another order or another spelling is no change. */
export function statementChanges(
  before: readonly Statement[],
  after: readonly Statement[],
): readonly StatementChange[] {
  const old = [...before];
  const fresh = after.filter((statement) => {
    const same = old.findIndex((other) => textOf(other) === textOf(statement));
    if (same >= 0) old.splice(same, 1);
    return same < 0;
  });
  const changes: StatementChange[] = [];
  for (const statement of fresh) {
    const likest = old
      .map((other) => ({ other, score: likeness(other, statement) }))
      .reduce<{ other?: Statement; score: number }>((best, one) => (one.score > best.score ? one : best), { score: 0 });
    if (likest.other) old.splice(old.indexOf(likest.other), 1);
    changes.push(changeOf(likest.other, statement, likest.other ? "changed" : "added"));
  }
  return [...old.map((statement) => changeOf(statement, undefined, "removed")), ...changes];
}

export const asConfigured = (statements: readonly Statement[]): readonly StatementChange[] =>
  statements.map((statement) => changeOf(undefined, statement, "as configured"));

const textOf = ({ sid, effect, elements }: Statement): string => JSON.stringify([sid, effect, elements]);

/** Allow and Deny are never the same statement changed: a reader would take one for a detail of the other. */
function likeness(a: Statement, b: Statement): number {
  if (a.effect !== b.effect) return 0;
  if (a.sid !== undefined && a.sid === b.sid) return 100;
  const shared = (name: string) => (a.elements[name] ?? []).filter((value) => b.elements[name]?.includes(value)).length;
  const bySubject = shared("Resource") + shared("NotResource") + shared("Principal");
  return shared("Action") + shared("NotAction") + bySubject;
}

function changeOf(
  before: Statement | undefined,
  after: Statement | undefined,
  change: StatementChange["change"],
): StatementChange {
  const elements = ELEMENTS.flatMap((element): readonly ElementChange[] => {
    const [old, fresh] = [before?.elements[element] ?? [], after?.elements[element] ?? []];
    const added = fresh.filter((value) => !old.includes(value));
    const removed = old.filter((value) => !fresh.includes(value));
    return added.length + removed.length === 0 ? [] : [{ element, added, removed }];
  });
  const statement = after ?? before;
  return {
    change,
    sid: statement?.sid,
    effect: statement?.effect ?? "",
    elements,
    wide: after?.effect === "Allow" ? widthOf(elements, after) : [],
  };
}

function widthOf(elements: readonly ElementChange[], { elements: whole }: Statement): readonly string[] {
  const added = (name: string) => elements.find(({ element }) => element === name)?.added ?? [];
  const lostCondition = elements.some(({ element, removed }) => element === "Condition" && removed.length > 0);
  return [
    ...(added("Action").some((value) => value === "*" || value.endsWith(":*")) ? ["any action"] : []),
    ...(added("Resource").includes("*") ? ["any resource"] : []),
    ...(added("Principal").some((value) => /(^|^AWS )\*$/.test(value)) ? ["anybody"] : []),
    ...["NotAction", "NotResource", "NotPrincipal"]
      .filter((name) => added(name).length > 0)
      .map((name) => `all but (${name})`),
    ...(lostCondition && whole.Condition === undefined ? ["no condition any more"] : []),
  ];
}
