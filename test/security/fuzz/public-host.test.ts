import { parseHost } from "../../../functions/domain/host";
import { specialRange } from "../../../functions/domain/special-range";
import { HOSTILE_ADDRESSES } from "../../../local/fuzz/hostile-addresses";
import { canonical, forbidden, strictlyRead } from "../../../local/fuzz/oracles/public-host";

/** Two readers that were written apart: where they differ, one of them is wrong. */
it.each([...new Set(HOSTILE_ADDRESSES)].map((text) => [JSON.stringify(text), text]))(
  "is read as the code reads it: %s",
  (_, text) => {
    const read = strictlyRead(text);
    expect(read === undefined ? undefined : canonical(read)).toBe(parseHost(text)?.text);
  },
);

/** Every address at the edge of a range, and one behind it. */
const EDGES = HOSTILE_ADDRESSES.flatMap((text) => parseHost(text) ?? []);

it("takes for public what the code takes for public, but for what the fuzzed environment protects", () => {
  const ours = EDGES.filter((host) => !/protected/.test(forbidden(host.text) ?? ""));
  expect(ours.length).toBeGreaterThan(50);
  for (const host of ours) {
    expect([host.text, forbidden(host.text) === undefined]).toEqual([host.text, specialRange(host) === undefined]);
  }
});
