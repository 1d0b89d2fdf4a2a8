import { readHostRow, type HostRow } from "../../functions/domain/host-row";
import type { Connection } from "../aws/connect";
import { readItems } from "./items";

/** The last block of each host that has ended and still counts, by host. DynamoDB forgets within days, not at the moment. */
export async function readRemembered({ tables, target, clock }: Connection): Promise<ReadonlyMap<string, HostRow>> {
  const items = await readItems(tables, target.names.memory);
  const now = clock.now().getTime();
  const kept = items.filter(({ ForgetAt }) => typeof ForgetAt !== "number" || ForgetAt * 1_000 > now);
  return new Map(kept.map((item) => [String(item.HostIp), readHostRow(item)]));
}
