import fc from "fast-check";
import { HOSTILE_ADDRESSES } from "../../../local/fuzz/hostile-addresses";
import { mutate, MUTATION_KINDS, type Mutation } from "../../../local/fuzz/mutations";
import { placesIn } from "../../../local/fuzz/places";
import { eventText, markOf, recipes } from "../../../local/fuzz/recipe";
import { FIXTURES, recipe } from "./observed";

const mutation = (kind: Mutation["kind"], overrides: Partial<Mutation> = {}): Mutation => ({
  kind,
  at: 0,
  which: 0,
  text: "",
  ...overrides,
});
/** So many choices of place and value that each kind of mutation shows what it can do. */
const texts = (kind: Mutation["kind"]) =>
  Array.from({ length: 300 }, (_, n) =>
    eventText(recipe({ mutations: [mutation(kind, { at: n * 7, which: n })] }), FIXTURES),
  );

it("reads the findings of every fixture", () => {
  expect(FIXTURES.length).toBeGreaterThan(20);
});

it("is the same input for the same recipe, whatever came before it", () => {
  const some = fc.sample(recipes, { numRuns: 300, seed: 3 });
  const first = some.map((one) => eventText(one, FIXTURES));
  const second = some.toReversed().map((one) => eventText(one, FIXTURES));
  expect(second.toReversed()).toEqual(first);
});

it("is JSON, no larger than EventBridge delivers, and at times as large as that", () => {
  const all = fc.sample(recipes, { numRuns: 400, seed: 4 }).map((one) => eventText(one, FIXTURES));
  for (const text of all) expect(() => JSON.parse(text) as unknown).not.toThrow();
  const sizes = all.map((text) => Buffer.byteLength(text));
  expect(Math.max(...sizes)).toBeLessThanOrEqual(262_144);
  expect(Math.max(...sizes)).toBeGreaterThan(200_000);
});

it.each(MUTATION_KINDS.map((kind) => [kind]))("changes the event by a mutation (%s)", (kind) => {
  const plain = eventText(recipe(), FIXTURES);
  const different = new Set(texts(kind).filter((text) => text !== plain));
  expect(different.size).toBeGreaterThan(kind === "repeat" ? 8 : 15);
});

it("has keys of prototypes as the event's own, nesting that overflows a recursion, and a number beyond the largest", () => {
  const polluted = texts("addPrototypeKey").find((text) => text.includes('"__proto__":')) ?? "{}";
  expect(placesIn(JSON.parse(polluted)).some(({ key }) => key === "__proto__")).toBe(true);
  expect(texts("nest").some((text) => text.includes("[".repeat(50_000)))).toBe(true);
  const deep = JSON.parse(texts("nest").find((text) => text.includes("[".repeat(50_000))) ?? "") as unknown;
  expect(() => JSON.stringify(deep)).toThrow(RangeError);
  const numbers = texts("number").flatMap((text) => placesIn(JSON.parse(text)).map(({ value }) => value));
  expect(numbers).toContain(Infinity);
});

it("puts every hostile address where a remote address stands", () => {
  const seen = new Set<unknown>();
  for (let which = 0; which < HOSTILE_ADDRESSES.length; which += 1) {
    const event = { detail: { findings: [{ Action: { RemoteIpDetails: { IpAddressV4: "5.6.7.8" } } }] } };
    mutate(event, [mutation("address", { which })]);
    seen.add(event.detail.findings[0]?.Action.RemoteIpDetails.IpAddressV4);
  }
  expect(seen).toEqual(new Set(HOSTILE_ADDRESSES));
});

it("marks each finding with a word of its own, also the 50 of one event and those that share an id", () => {
  const findings = Array.from({ length: 50 }, (_, n) => ({ fixture: n, host: n, twin: n % 2 === 1 }));
  const event = JSON.parse(eventText(recipe({ findings }), FIXTURES)) as {
    readonly detail: { readonly findings: readonly { readonly Id: string; readonly Title: string }[] };
  };
  event.detail.findings.forEach(({ Title }, index) => expect(Title).toContain(markOf(1, index)));
  expect(new Set(event.detail.findings.map(({ Id }) => Id)).size).toBe(25);
});
