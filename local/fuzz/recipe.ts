import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { HOSTILE_TEXTS, PROTOTYPE_KEYS } from "./hostile-values";
import { mutate, MUTATION_KINDS, type Mutation } from "./mutations";
import { isObject, put, type Holder } from "./places";

/** What one hostile event is made of: small, so that it can be shrunk, and printed, and made again. */
export interface Recipe {
  /** Marks the findings of this event, so that it is seen where else they show up. */
  readonly mark: number;
  readonly findings: readonly {
    readonly fixture: number;
    /** The remote host. */
    readonly host: number;
    /** Has the id of the first one. */
    readonly twin: boolean;
  }[];
  readonly mutations: readonly Mutation[];
  /** What a Catch wrote, of the failure that is told. */
  readonly failure: { readonly Error: string; readonly Cause: string };
  readonly observe: boolean;
  /** 0: with the adapters of the tables. */
  readonly depth: number;
  /** The event comes twice, and is suppressed then. */
  readonly again: boolean;
}

const FOLDER = path.join("local", "fixtures");
const HOSTS = ["5.6.7.8", "5.6.7.9", "2a00:1450:4001::7", "45.1.2.2", "45.1.2.3"];

/** One input in so many is answered by the adapters of the tables, which takes ten times as long. */
const SLOW_EVERY = 20;

/** The findings of the fixtures, in the order of their names. */
export function readFixtures(folder = FOLDER): readonly string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return files.toSorted().flatMap((file) => {
    const { detail } = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as { detail: { findings: unknown[] } };
    return detail.findings.map((finding) => JSON.stringify(finding));
  });
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom(...MUTATION_KINDS, "address", "address", "address", "readText", "readText", "readText"),
  at: fc.nat(1_000_000),
  which: fc.nat(1_000_000),
  // Units, not characters: half of a pair of surrogates is a text, too.
  text: fc.oneof(
    { arbitrary: fc.constant(""), weight: 6 },
    { arbitrary: fc.array(fc.nat(0xffff), { maxLength: 40 }).map((units) => String.fromCharCode(...units)), weight: 1 },
    { arbitrary: fc.string({ maxLength: 40, unit: "binary" }), weight: 1 },
  ),
});

const finding = fc.record({ fixture: fc.nat(1_000), host: fc.nat(1_000), twin: fc.boolean() });
const failureTexts = ["TABLE_REFUSED", "States.Timeout", "TypeError", ...PROTOTYPE_KEYS, ...HOSTILE_TEXTS];

export const recipes: fc.Arbitrary<Recipe> = fc.record({
  mark: fc.noShrink(fc.nat(0xffff_ffff)),
  findings: fc.oneof(
    { arbitrary: fc.array(finding, { minLength: 1, maxLength: 1 }), weight: 70 },
    { arbitrary: fc.array(finding, { minLength: 1, maxLength: 5 }), weight: 29 },
    { arbitrary: fc.array(finding, { minLength: 50, maxLength: 50 }), weight: 1 },
  ),
  mutations: fc.array(mutation, { minLength: 0, maxLength: 8, size: "max" }),
  failure: fc.record({ Error: fc.constantFrom(...failureTexts), Cause: fc.constantFrom(...failureTexts) }),
  observe: fc.boolean(),
  depth: fc.nat(SLOW_EVERY - 1),
  again: fc.constantFrom(false, false, false, true),
});

/** What marks this finding: the same length for all, and in no other text. */
export const markOf = (mark: number, index: number): string =>
  `Zq${mark.toString(16).padStart(8, "0")}i${String(index).padStart(2, "0")}z`;
export const ANY_MARK = /Zq[0-9a-f]{8}i\d\dz/g;

/** What EventBridge delivers at most. */
const LARGEST_EVENT = 262_144;

/** The event as JSON text, which is what a function gets; with as many of the mutations as it has room for. */
export function eventText(recipe: Recipe, fixtures: readonly string[]): string {
  for (let mutations = recipe.mutations; ; mutations = mutations.slice(0, -1)) {
    const text = rendered({ ...recipe, mutations }, fixtures);
    if (Buffer.byteLength(text) <= LARGEST_EVENT || mutations.length === 0) return text;
  }
}

function rendered(recipe: Recipe, fixtures: readonly string[]): string {
  const findings = recipe.findings.map(({ fixture, host, twin }, index) => {
    const json = fixtures[fixture % fixtures.length] ?? "{}";
    const remote = HOSTS[host % HOSTS.length] ?? "";
    const copy = JSON.parse(json.replaceAll(/5\.6\.7\.\d+/g, remote)) as Holder;
    marked(copy, markOf(recipe.mark, index));
    return { copy, twin };
  });
  const [first] = findings;
  for (const { copy, twin } of findings) if (twin && first !== undefined) put(copy, "Id", first.copy.Id);
  const event = {
    version: "0",
    "detail-type": "Security Hub Findings - Imported",
    source: "aws.securityhub",
    account: "111122223333",
    time: "2026-03-02T09:46:54Z",
    region: "us-west-2",
    detail: { findings: findings.map(({ copy }) => copy) },
  };
  mutate(event, recipe.mutations);
  return withRaw(JSON.stringify(event));
}

/** Where a finding's own words are. */
function marked(finding: Holder, mark: string): void {
  for (const name of ["Id", "Title", "Description", "GeneratorId"])
    put(finding, name, `${String(finding[name])} ${mark}`);
  put(finding, "Id", String(finding.Id).replace(" ", "-"));
  if (Array.isArray(finding.Types))
    put(
      finding,
      "Types",
      finding.Types.map((type) => `${String(type)}.${mark}`),
    );
  if (Array.isArray(finding.Resources)) {
    for (const resource of finding.Resources.filter(isObject)) put(resource, "Id", `${String(resource.Id)}/${mark}`);
  }
}

/** What JSON.stringify does not write: numbers beyond the largest, and more brackets than it can count. */
const withRaw = (json: string): string =>
  json.replaceAll(/(?<!\\)"RAW#(-?1e400|deep\d+)#"/g, (_, raw: string) => {
    const depth = Number(/^deep(\d+)$/.exec(raw)?.[1] ?? Number.NaN);
    return Number.isNaN(depth) ? raw : "[".repeat(depth) + "]".repeat(depth);
  });
