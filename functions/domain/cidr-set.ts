import { firstAt, type Cidr } from "./cidr";
import type { Family, Host } from "./host";

/** Blocks of addresses, found by family, size and first address. */
export class CidrSet {
  private readonly byPrefix: Readonly<Record<Family, Map<number, Map<bigint, Cidr>>>> = {
    ipv4: new Map(),
    ipv6: new Map(),
  };

  constructor(cidrs: Iterable<Cidr> = []) {
    for (const cidr of cidrs) this.add(cidr);
  }

  add(cidr: Cidr): void {
    const ofFamily = this.byPrefix[cidr.family];
    const ofPrefix = ofFamily.get(cidr.prefix);
    if (ofPrefix === undefined) ofFamily.set(cidr.prefix, new Map([[cidr.first, cidr]]));
    else ofPrefix.set(cidr.first, cidr);
  }

  delete({ family, prefix, first }: Cidr): void {
    this.byPrefix[family].get(prefix)?.delete(first);
  }

  get(family: Family, prefix: number, first: bigint): Cidr | undefined {
    return this.byPrefix[family].get(prefix)?.get(first);
  }

  /** Whether the host lies in one of the blocks. */
  covers({ family, value }: Host): boolean {
    for (const [prefix, ofPrefix] of this.byPrefix[family]) {
      if (ofPrefix.has(firstAt(family, value, prefix))) return true;
    }
    return false;
  }

  /** By family, then by address. */
  list(): readonly Cidr[] {
    return [...this.byPrefix.ipv4.values(), ...this.byPrefix.ipv6.values()]
      .flatMap((ofPrefix) => [...ofPrefix.values()])
      .sort((a, b) => (a.family !== b.family ? (a.family < b.family ? -1 : 1) : a.first < b.first ? -1 : 1));
  }
}
