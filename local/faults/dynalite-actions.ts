import { createRequire } from "node:module";
import path from "node:path";
import { named } from "./invocation";
import type { SimTable, StoredItem } from "./table-client";

type Callback = (error: DynaliteError | null, result?: object) => void;
type DynaliteError = Error & { readonly body?: { readonly __type: string; readonly message?: string } };
type Action = (store: object, request: object, done: Callback) => void;
interface Validation {
  readonly custom: (request: object, store: object) => string | undefined;
}

/** The parts of dynalite 4 that decide, without its server; loaded by path, since it exports only the server. */
const load = createRequire(path.resolve("package.json"));
const OPERATIONS = { GetItem: "getItem", PutItem: "putItem", UpdateItem: "updateItem", DeleteItem: "deleteItem" };
const parts = Object.entries(OPERATIONS).map(([operation, file]) => ({
  operation,
  act: load(`dynalite/actions/${file}`) as Action,
  validate: load(`dynalite/validations/${file}`) as Validation,
}));
const { matchesExprFilter } = load("dynalite/db") as {
  readonly matchesExprFilter: (item: StoredItem, expression: object) => boolean;
};
const scanValidation = load("dynalite/validations/scan") as Validation;

/** Each operation on this table: a request to its response, at once. @throws Error by the service's name */
export const dynaliteActions = (table: SimTable): Readonly<Record<string, (request: object) => object>> =>
  Object.fromEntries(
    parts.map(({ operation, act, validate }) => [
      operation,
      (request) => answer(storeOf(table), request, act, validate),
    ]),
  );

/** Whether a scan's FilterExpression lets the item pass. */
export function filterMatches(request: object, item: StoredItem): boolean {
  refuseInvalid(scanValidation.custom(request, {}));
  const { _filter: filter } = request as { readonly _filter?: { readonly expression: object } };
  return filter === undefined || matchesExprFilter(item, filter.expression);
}

function answer(store: object, request: object, act: Action, validate: Validation): object {
  refuseInvalid(validate.custom(request, store));
  const results: (readonly [DynaliteError | null, object | undefined])[] = [];
  act(store, request, (error, result) => results.push([error, result]));
  const [outcome] = results;
  if (outcome === undefined) throw new Error("dynalite did not answer at once");
  const [error, result] = outcome;
  if (error) throw named(error.body?.__type.split("#")[1] ?? error.name, error.body?.message ?? error.message);
  return result ?? {};
}

function refuseInvalid(problem: string | undefined): void {
  if (problem !== undefined) throw named("ValidationException", problem);
}

/** What an action asks of dynalite's store, over a Map. */
function storeOf({ hashKey, items }: SimTable): object {
  const description = {
    TableName: "simulated",
    KeySchema: [{ AttributeName: hashKey, KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: hashKey, AttributeType: "S" }],
  };
  const textOf = (item: StoredItem): string => item[hashKey]?.S ?? "";
  let current = "";
  return {
    options: { maxItemSize: 400 * 1024 },
    getTable: (_: string, done: (error: null, table: object) => void) => done(null, description),
    getItemDb: () => ({
      lock: (_: string, locked: (release: (done: Callback) => Callback) => void) => locked((done) => done),
      get: (key: string, done: (error: Error | null, item?: StoredItem) => void) => {
        current = key;
        const found = items.get(decode(key));
        if (found === undefined) done(named("NotFoundError", "none"));
        else done(null, structuredClone(found));
      },
      put: (_: string, item: StoredItem, done: Callback) => {
        items.set(textOf(item), structuredClone(item));
        done(null);
      },
      del: (_: string, done: Callback) => {
        items.delete(decode(current));
        done(null);
      },
    }),
  };
}

/** dynalite's key is `<hash prefix>/<value in hexadecimal>/`. */
const decode = (key: string): string => Buffer.from(key.split("/")[1] ?? "", "hex").toString("utf8");
