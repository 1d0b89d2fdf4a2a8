import { IdempotencyConfig, makeIdempotent } from "@aws-lambda-powertools/idempotency";
import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Digest, Once, Told } from "../ports/told";
import { CodedError } from "../contract/coded-error";
import { onTable } from "./dynamodb-errors";

export interface ToldTableOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Who tells: the execution's ARN, the same for each retry of its states. */
  readonly owner: string;
  /** Milliseconds until the invocation ends. */
  readonly timeLeftMs: () => number;
}

/** Attributes of the notified table. ExpiresAt is its TTL, in epoch seconds. */
const KEY = "Key";
const EXPIRES_AT = "ExpiresAt";
const KEY_PREFIX = "told";

/**
 * Told in DynamoDB, by the idempotency utility of Powertools. A record is IN PROGRESS while its message is being
 * told, and COMPLETED afterwards; it remembers its owner (as the hash of the payload to validate), and what the tell
 * answered, so that a retry whose first answer was lost still learns which digest it has to see told.
 *
 * | record of the key                              | outcome                                                     |
 * |------------------------------------------------|-------------------------------------------------------------|
 * | none, or past its hours                        | told                                                        |
 * | completed, of this owner                       | not told again; answers what the tell answered              |
 * | completed, of another owner                    | not told again                                              |
 * | in progress, of another owner                  | not told: that execution tells, or retries, or fails with an alarm |
 * | in progress, of this owner                     | told: an attempt before this one ended while telling (crash, time-out, an answer that was lost) |
 * | in progress, past the time left of its invocation | told: its owner is gone                                  |
 *
 * So nothing is silenced by a crash: the retry of the same execution takes its own record over; if there is no retry,
 * the record stops counting when the invocation that made it would have ended. The price: a message that was sent
 * just before a crash is sent again. A tell that throws is forgotten, and its error passes through.
 *
 * @throws CodedError TABLE_UNAVAILABLE, TABLE_REFUSED
 */
export function toldTable(options: ToldTableOptions): Told {
  const { client, tableName } = options;
  // The utility takes the hours from the first use of a layer, so there is a layer for each.
  const layers = new Map<number, DynamoDBPersistenceLayer>();
  const layerOf = (hours: number): DynamoDBPersistenceLayer => {
    const layer =
      layers.get(hours) ??
      new DynamoDBPersistenceLayer({ tableName, keyAttr: KEY, expiryAttr: EXPIRES_AT, awsSdkV3Client: client });
    layers.set(hours, layer);
    return layer;
  };
  return {
    once: async (key, hours, tell) => {
      const attempt = async (gone = 0): Promise<Once | typeof OWN_RECORD> => {
        const outcome = await tellOnce(options, layerOf(hours), { key, hours, tell });
        if (outcome !== GONE) return outcome;
        if (gone >= MOST_GONE)
          throw new CodedError("TABLE_UNAVAILABLE", `the record of ${key} comes and goes; try again`);
        return attempt(gone + 1);
      };
      const outcome = await attempt();
      if (outcome !== OWN_RECORD) return outcome;
      await onTable(tableName, () => layerOf(hours).deleteRecord({ key, owner: options.owner }));
      const second = await attempt();
      return second === OWN_RECORD ? KNOWN : second;
    },
  };
}

interface Telling {
  readonly key: string;
  readonly hours: number;
  readonly tell: () => Promise<Digest>;
}

const KNOWN: Once = { told: false, digest: "" };

/** In progress, and made by an attempt of this very execution. */
const OWN_RECORD = "own record";

/** The record was there when ours was refused, and gone when it was read: its owner waits for its moment, outside. */
const GONE = "gone";
const MOST_GONE = 3;

async function tellOnce(
  { tableName, owner, timeLeftMs }: ToldTableOptions,
  persistenceStore: DynamoDBPersistenceLayer,
  telling: Telling,
): Promise<Once | typeof OWN_RECORD | typeof GONE> {
  let told = false;
  const failures: unknown[] = [];
  // The utility hashes `key` and `owner` of its argument, and looks at nothing else of it.
  const once = makeIdempotent(
    async (telling: Telling & { readonly owner: string }) => {
      try {
        const digest = await telling.tell();
        told = true;
        return digest;
      } catch (error) {
        failures.push(error);
        throw error;
      }
    },
    { persistenceStore, config: configOf(telling.hours, timeLeftMs), keyPrefix: KEY_PREFIX },
  );
  try {
    const digest = await once({ ...telling, owner });
    // Records of before there were digests answered nothing.
    return { told, digest: typeof digest === "string" ? digest : "" };
  } catch (error) {
    // The error of the tell itself, even when forgetting it failed too: the record is then our own.
    if (failures.length > 0) throw failures[0];
    const failed = error instanceof Error ? error : new Error(String(error));
    if (failed.name === "IdempotencyValidationError") return KNOWN;
    if (failed.name === "IdempotencyAlreadyInProgressError") return OWN_RECORD;
    const names = [failed.name, (failed.cause as Error | undefined)?.name];
    if (names.includes("IdempotencyItemNotFoundError")) return GONE;
    // The SDK's error is the cause of the utility's.
    return onTable(tableName, () => Promise.reject((failed.cause as Error | undefined) ?? failed));
  }
}

/** POWERTOOLS_IDEMPOTENCY_DISABLED is for tests of others: here it would send everything again and again. */
class AlwaysOn extends IdempotencyConfig {
  override isEnabled(): boolean {
    return true;
  }
}

const configOf = (hours: number, timeLeftMs: () => number): IdempotencyConfig =>
  new AlwaysOn({
    eventKeyJmesPath: "key",
    payloadValidationJmesPath: "owner",
    expiresAfterSeconds: hours * 3_600,
    // The utility asks it for the time left, and for nothing else.
    lambdaContext: { getRemainingTimeInMillis: () => Math.max(1, timeLeftMs()) },
  });
