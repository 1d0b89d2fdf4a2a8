import { parseCidr, sizeOf } from "../../functions/domain/cidr";
import { CidrSet } from "../../functions/domain/cidr-set";
import { parseHost } from "../../functions/domain/host";

/** Which of the hosts these CIDRs hold, and whether that is all that they hold. Neighbours share one CIDR, a /31 or so. */
export function coverage(cidrs: readonly string[], hosts: readonly string[]) {
  const blocks = cidrs.flatMap((text) => parseCidr(text) ?? []);
  const set = new CidrSet(blocks);
  const held = hosts.filter((text) => {
    const host = parseHost(text);
    return host !== undefined && set.covers(host);
  });
  const addresses = blocks.reduce((sum, block) => sum + sizeOf(block), 0n);
  return { held, nothingElse: blocks.length === cidrs.length && addresses === BigInt(held.length) };
}
