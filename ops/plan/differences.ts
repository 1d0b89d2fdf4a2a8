import { isDeepStrictEqual } from "node:util";
import { rawInvocationsIn } from "./actions";
import { unshownIn } from "./unshown";
import type { RawChange, RawPlan } from "./plan-format";

/** In the place of an address: such a plan does the same as none, not even as itself. */
const UNFINISHED = "an unfinished plan";

/**
 * What two plans would do differently: the addresses, in order; none when they do the same. Names only, since a value may
 * be sensitive.
 *
 * | of a change                                  | counts                                                      |
 * |----------------------------------------------|-------------------------------------------------------------|
 * | actions, what forces a replacement, moves    | yes                                                         |
 * | an attribute that either plan changes        | before and after                                            |
 * | an attribute that is known only after apply  | that it is; what it was before says nothing of what is done |
 * | an attribute that neither changes            | no: the update token is another one after every block       |
 * | id, arn and name of what is there            | yes: another object may have come to the address            |
 * | what terraform puts off                      | yes, with why                                               |
 * | actions that an apply runs                   | what they are given, and what triggers them                 |
 * | a section that this version does not know    | all of it                                                   |
 */
export function differencesOf(first: RawPlan, second: RawPlan): readonly string[] {
  const [a, b] = [doings(first), doings(second)];
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((what) => what === UNFINISHED || !isDeepStrictEqual(a.get(what), b.get(what)))
    .sort((one, other) => (one < other ? -1 : 1));
}

/** What a plan does, by address. */
function doings(plan: RawPlan): ReadonlyMap<string, unknown> {
  const { resource_changes, output_changes, deferred_changes, complete, errored } = plan;
  const resources = (resource_changes ?? [])
    .filter(({ change, previous_address }) => previous_address !== undefined || isDone(change, "read"))
    .map(({ address, deposed, previous_address, change }) => {
      const what = deposed === undefined ? address : `${address} (deposed ${deposed})`;
      return [what, [previous_address, doing(change)]] as const;
    });
  const outputs = Object.entries(output_changes ?? {})
    .filter(([, change]) => isDone(change))
    .map(([name, change]) => [`output ${name}`, doing(change)] as const);
  const deferred = (deferred_changes ?? []).map(({ reason, resource_change: one }) => {
    return [`${one?.address ?? "something"} (deferred)`, [reason, one && doing(one.change)]] as const;
  });
  const unfinished = errored === true || complete === false ? [[UNFINISHED, true] as const] : [];
  const unshown = unshownIn(plan).map(
    ({ name }) => [`${name} (not known to this command)`, plan[name] ?? true] as const,
  );
  return new Map<string, unknown>([
    ...resources,
    ...outputs,
    ...deferred,
    ...rawInvocationsIn(plan),
    ...unshown,
    ...unfinished,
  ]);
}

const isDone = ({ actions }: RawChange, ...harmless: readonly string[]): boolean =>
  !["no-op", ...harmless].includes(actions.join());

/** A tuple: what is compared. */
function doing(change: RawChange): readonly unknown[] {
  const { actions, replace_paths = null, importing = null, after_sensitive } = change;
  const what = [actions, replace_paths, importing, identity(change)];
  // Of what is destroyed, or only forgotten, nothing else counts.
  if (actions.join() === "delete" || actions.join() === "forget") return what;
  return [...what, after_sensitive ?? false, attributes(change)];
}

/** Which object it is: one that was replaced since stands at the same address. */
const identity = ({ before }: RawChange): readonly unknown[] =>
  isRecord(before) ? ["id", "arn", "name"].map((key) => own(before, key)) : [];

function attributes(change: RawChange): unknown {
  const before = change.before ?? {};
  const after = change.after ?? {};
  const unknown = change.after_unknown ?? {};
  if (!isRecord(before) || !isRecord(after) || !isRecord(unknown)) {
    return [unknown === true ? null : before, after, unknown];
  }
  const found = new Map<string, unknown>();
  for (const key of [...Object.keys(before), ...Object.keys(after), ...Object.keys(unknown)]) {
    const [was, is, later] = [own(before, key), own(after, key), own(unknown, key) ?? false];
    if (later === true) found.set(key, "known after apply");
    else if (hasTrue(later) || !isDeepStrictEqual(was, is)) found.set(key, [was, is, later]);
  }
  return found;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Absent is null: Terraform writes both for what is not set. */
const own = (record: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(record, key) ? (record[key] ?? null) : null;

const hasTrue = (tree: unknown): boolean =>
  tree === true || (typeof tree === "object" && tree !== null && Object.values(tree).some(hasTrue));
