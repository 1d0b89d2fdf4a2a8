import { DynamoDBClient, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { dynaliteActions, filterMatches } from "./dynalite-actions";
import { named, type Invocation } from "./invocation";

export type StoredItem = Record<string, AttributeValue>;

/** A table of the simulation: its items by their one key. */
export interface SimTable {
  readonly hashKey: string;
  readonly items: Map<string, StoredItem>;
}

export type Tables = Readonly<Record<string, SimTable>>;

/** Told after each write that changed an item. */
export type OnWrite = (table: string, before: StoredItem | undefined, after: StoredItem | undefined) => void;

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: { readonly TableName: string; readonly [member: string]: unknown };
}

/** Tries of one call, as the SDK makes them. */
const TRIES = 2;
/** Small, so that other writers come between the pages of a scan. */
const PAGE_ITEMS = 3;

/**
 * The DynamoDB client of one invocation: the project's own adapters send their real commands, dynalite's own code (the
 * parts of it without a server) decides on conditions and applies updates, in memory and at once.
 */
export function simDynamoDbClient(tables: Tables, invocation: Invocation, onWrite: OnWrite): DynamoDBClient {
  const send = async (command: Command): Promise<object> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await invocation.call({
          what: `${command.constructor.name.replace("Command", "")} ${command.input.TableName}`,
          effect: () => execute(tables, command, onWrite),
          failure: () => named("TimeoutError", "no answer", { transient: true }),
        });
      } catch (error) {
        const failed = error as Error & { transient?: boolean };
        if (failed.transient === true && attempt < TRIES) continue;
        throw Object.assign(failed, {
          $metadata: { ...(!failed.transient && { httpStatusCode: 400 }), attempts: attempt },
        });
      }
    }
  };
  return Object.assign(Object.create(DynamoDBClient.prototype) as DynamoDBClient, { send });
}

function execute(tables: Tables, { constructor: { name }, input }: Command, onWrite: OnWrite): object {
  const table = tables[input.TableName];
  if (table === undefined) throw named("ResourceNotFoundException", `no table ${input.TableName}`);
  // The SDK sends JSON: nothing of the caller's is shared with the table.
  const request = JSON.parse(JSON.stringify(input)) as Command["input"];
  if (name === "ScanCommand") return scan(table, request);
  const key = keyOf(table, (request.Key ?? request.Item) as StoredItem);
  const before = table.items.get(key);
  const response = dynaliteActions(table)[name.replace("Command", "")]?.(request);
  if (response === undefined) throw new Error(`the simulation does not know ${name}`);
  const after = table.items.get(key);
  if (JSON.stringify(before) !== JSON.stringify(after)) onWrite(input.TableName, before, after);
  return JSON.parse(JSON.stringify(response)) as object;
}

/** In the order of the keys; a page may be empty although there are more. */
function scan(table: SimTable, request: Command["input"]): object {
  const after = request.ExclusiveStartKey as StoredItem | undefined;
  const keys = [...table.items.keys()].sort().filter((key) => after === undefined || key > keyOf(table, after));
  const page = keys.slice(0, PAGE_ITEMS).map((key) => table.items.get(key) ?? {});
  const last = page.at(-1)?.[table.hashKey];
  return {
    Items: page.filter((item) => filterMatches(request, item)),
    ...(keys.length > PAGE_ITEMS && last !== undefined && { LastEvaluatedKey: { [table.hashKey]: last } }),
  };
}

const keyOf = (table: SimTable, item: StoredItem): string => item[table.hashKey]?.S ?? "";

/** An item in JavaScript's own types. */
export const plain = (item: StoredItem): Record<string, unknown> => unmarshall(item);
