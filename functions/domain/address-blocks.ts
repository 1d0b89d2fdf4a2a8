import { cidrAt, cidrOf, sizeOf, type Cidr } from "./cidr";
import { CidrSet } from "./cidr-set";
import { compareHosts, type Host } from "./host";

/**
 * Collects hosts and keeps the fewest blocks that hold exactly them: two halves of a block become that block, and
 * nothing else does, so that never an address is blocked that was not added.
 */
export class AddressBlocks {
  private readonly blocks = new CidrSet();
  private readonly added = new Map<string, Host>();
  private blockCount = 0;

  /** How many blocks it takes. */
  get count(): number {
    return this.blockCount;
  }

  /** Adds the host if no more than `most` blocks are needed then; answers whether it is held. */
  add(host: Host, most: number): boolean {
    if (this.added.has(host.text)) return true;
    const taken: Cidr[] = [];
    let block = cidrOf(host);
    for (let half = this.otherHalf(block); half !== undefined; half = this.otherHalf(block)) {
      taken.push(half);
      block = cidrAt(block.family, block.first, block.prefix - 1);
    }
    const count = this.blockCount + 1 - taken.length;
    if (count > most) return false;
    for (const half of taken) this.blocks.delete(half);
    this.blocks.add(block);
    this.added.set(host.text, host);
    this.blockCount = count;
    return true;
  }

  /** What was added, by family, then by address. */
  hosts(): readonly Host[] {
    return [...this.added.values()].sort(compareHosts);
  }

  /** The blocks, by family, then by address. */
  list(): readonly Cidr[] {
    return this.blocks.list();
  }

  /** What makes a block of twice the size together with this one. */
  private otherHalf(block: Cidr): Cidr | undefined {
    return this.blocks.get(block.family, block.prefix, block.first ^ sizeOf(block));
  }
}
