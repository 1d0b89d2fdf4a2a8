import fc from "fast-check";
import { AddressBlocks } from "../../../functions/domain/address-blocks";
import { hostOf, type Family, type Host } from "../../../functions/domain/host";
import { addressesOf, desired, hostsOf } from "../support/world";

const texts = (blocks: AddressBlocks) => blocks.list().map(({ text }) => text);

it.each([
  [["5.6.7.8"], ["5.6.7.8/32"]],
  [["5.6.7.8", "5.6.7.9"], ["5.6.7.8/31"]],
  [
    ["5.6.7.9", "5.6.7.10"],
    ["5.6.7.9/32", "5.6.7.10/32"],
  ],
  [["5.6.7.11", "5.6.7.8", "5.6.7.10", "5.6.7.9"], ["5.6.7.8/30"]],
  [
    ["2600::", "2600::1", "5.6.7.8"],
    ["5.6.7.8/32", "2600::/127"],
  ],
  [addressesOf("5.6.0.0/24"), ["5.6.0.0/24"]],
])("writes %# as the fewest blocks", (hosts, expected) => {
  expect(desired(...hosts).blocks.map(({ text }) => text)).toEqual(expected);
});

it("takes a host into a full set only when that needs no more blocks", () => {
  const blocks = new AddressBlocks();
  const added = hostsOf("5.0.0.0", "5.0.0.8", "5.0.0.4", "5.0.0.1", "5.0.0.16", "5.0.0.8");
  expect(added.map((host) => blocks.add(host, 2))).toEqual([true, true, false, true, false, true]);
  expect(texts(blocks)).toEqual(["5.0.0.0/31", "5.0.0.8/32"]);
  expect(blocks.hosts()).toEqual(hostsOf("5.0.0.0", "5.0.0.1", "5.0.0.8"));
});

/** Close together, so that most have a neighbour. */
const nearby = fc.uniqueArray(
  fc
    .tuple(fc.constantFrom<Family>("ipv4", "ipv6"), fc.nat(40))
    .map(([family, offset]): Host =>
      hostOf(family, (family === "ipv4" ? 0x05060700n : 0x26n << 120n) + BigInt(offset)),
    ),
  { selector: ({ text }) => text, maxLength: 60 },
);

it("holds exactly what was added, in the fewest blocks, in any order", () => {
  fc.assert(
    fc.property(nearby, fc.nat(), (hosts, turn) => {
      const blocks = new AddressBlocks();
      for (const host of hosts) blocks.add(host, Infinity);
      const held = blocks.list().flatMap(({ text }) => addressesOf(text));
      expect(held).toEqual(blocks.hosts().map(({ text }) => text));
      expect([...held].sort()).toEqual(hosts.map(({ text }) => text).sort());
      // Fewest: no two blocks are the halves of one.
      const halves = blocks
        .list()
        .map(({ family, prefix, first, last }) => `${family}/${prefix} ${first / (2n * (last - first + 1n))}`);
      expect(new Set(halves).size).toBe(halves.length);
      const turned = new AddressBlocks();
      for (const [index] of hosts.entries()) turned.add(hosts[(index + turn) % hosts.length] as Host, Infinity);
      expect(texts(turned)).toEqual(texts(blocks));
    }),
  );
});

it("never needs more blocks than it may, and never gives up a host for a later one", () => {
  fc.assert(
    fc.property(nearby, fc.nat(20), (hosts, most) => {
      const blocks = new AddressBlocks();
      for (const host of hosts) {
        const before = blocks.hosts().length;
        const held = blocks.add(host, most);
        expect(blocks.list().length).toBeLessThanOrEqual(most);
        expect(blocks.hosts().length).toBe(before + (held ? 1 : 0));
      }
    }),
  );
});
