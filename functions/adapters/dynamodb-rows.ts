import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { readHostRow, type HostRow } from "../domain/host-row";

/** An item of the blocklist. A number that a hand put there may be larger than JavaScript's: it must stop no other row. */
export const rowFrom = (item: Record<string, AttributeValue>): HostRow =>
  readHostRow(unmarshall(item, { wrapNumbers: true }));
