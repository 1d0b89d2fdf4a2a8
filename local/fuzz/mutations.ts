import { HOSTILE_ADDRESSES } from "./hostile-addresses";
import { HOSTILE_NUMBERS, HOSTILE_TEXTS, HOSTILE_TIMES, HUGE, PROTOTYPE_KEYS } from "./hostile-values";
import { isObject, placesIn, put, take, type Holder, type Place } from "./places";

/** One change of an event; what it does is in MUTATIONS. Numbers choose, by remainder, so that every number is one. */
export interface Mutation {
  readonly kind: MutationKind;
  /** Where. */
  readonly at: number;
  /** What. */
  readonly which: number;
  /** A text of its own, in place of one of the tables. */
  readonly text: string;
}

export const ADDRESS_KEY = /ipAddressV[46]$|^(?:Source|Destination)IpV[46]$/i;
const TIME_KEY = /(?:Observed|Updated)At$/;
/** Texts that a message, a row or a decision takes from a finding. */
const READ_TEXT =
  / (?:Id|Title|Description|Types \d+|Type|Region|AwsAccountId|ProductArn|Label|Status|RecordState|Text|UpdatedBy)$/;
const NUMBER_KEY = /^(?:Normalized|Product|Label|Severity|Count|count|port|Port)$/;
/** Fields of ASFF that most findings do not have, and top-level ones that the state machines write. */
const FIELDS: readonly string[] = [
  ...["Action", "Network", "Note", "Sample", "Types", "Workflow", "FindingProviderFields", "Resources", "Severity"],
  ...["Notified", "FailureNotified", "Recorded", "Enforced", "detail", "findings", "source"],
];
/** So many addresses in one finding are more than any host is probed by. */
const PROBES = [1, 3, 30, 1, 3, 30, 1, 400];
const DEPTHS = [2, 50, 1_000, 2, 50, 1_000, 2, 50_000];

type Change = (place: Place, mutation: Mutation) => void;
interface MutationRule {
  /** Which values it can be done to. */
  readonly fits: (place: Place) => boolean;
  readonly change: Change;
}

const any = () => true;
const set =
  (what: (mutation: Mutation, place: Place) => unknown): Change =>
  (place, mutation) =>
    put(place.holder, place.key, what(mutation, place));

const RULES = {
  remove: { fits: any, change: take },
  retype: { fits: any, change: set(({ which }, { value }) => pick(otherTypes(value), which)) },
  address: { fits: keyed(ADDRESS_KEY), change: set(({ which }) => pick(HOSTILE_ADDRESSES, which)) },
  text: {
    fits: isText,
    change: set(({ which, text }, { value }) => joined(String(value), textOf(which, text), which)),
  },
  readText: {
    fits: (place) => isText(place) && READ_TEXT.test(place.path),
    change: set(({ which, text }, { value }) => joined(String(value), textOf(which, text), which)),
  },
  time: { fits: keyed(TIME_KEY), change: set(({ which }) => structuredClone(pick(HOSTILE_TIMES, which))) },
  number: { fits: keyed(NUMBER_KEY), change: set(({ which }) => pick(HOSTILE_NUMBERS, which)) },
  anything: { fits: any, change: set(({ which, text }) => pick([textOf(which, text), ...HOSTILE_NUMBERS], which)) },
  addField: { fits: holdsFields, change: add(FIELDS) },
  addPrototypeKey: { fits: holdsFields, change: add(PROTOTYPE_KEYS) },
  prototypeValue: { fits: isText, change: set(({ which }) => pick(PROTOTYPE_KEYS, which)) },
  nest: { fits: any, change: set(({ which }) => `RAW#deep${pick(DEPTHS, which)}#`) },
  repeat: { fits: ({ value }) => Array.isArray(value), change: ({ value }, { which }) => repeat(value, which) },
  probes: { fits: keyed(/^findings$/), change: ({ value }, { which }) => addProbes(value, which) },
  note: { fits: keyed(/^findings$/), change: ({ value }, mutation) => addNote(value, mutation) },
  inflate: { fits: isText, change: set(({ which }, { value }) => inflated(String(value), which)) },
} as const satisfies Readonly<Record<string, MutationRule>>;

export type MutationKind = keyof typeof RULES;
export const MUTATION_KINDS = Object.keys(RULES) as readonly MutationKind[];

/** Changes the event. What fits nowhere changes nothing. */
export function mutate(event: object, mutations: readonly Mutation[]): void {
  for (const mutation of mutations) {
    const { fits, change }: MutationRule = RULES[mutation.kind];
    const places = placesIn(event).filter(fits);
    if (places.length > 0) change(pick(places, mutation.at), mutation);
  }
}

const pick = <Item>(items: readonly Item[], number: number): Item => items[number % items.length] as Item;

function keyed(pattern: RegExp): MutationRule["fits"] {
  // The keys of ProductFields are paths.
  return ({ key }) => pattern.test(String(key).split("/").at(-1) ?? "");
}

function isText({ value }: Place): boolean {
  return typeof value === "string";
}

function holdsFields({ value }: Place): boolean {
  return isObject(value);
}

const textOf = (which: number, text: string): string => (text === "" ? pick(HOSTILE_TEXTS, which) : text);

/** In place of the text, around it, or into the middle of it. */
function joined(value: string, hostile: string, which: number): string {
  const middle = Math.floor(value.length / 2);
  const ways = [
    hostile,
    `${value}${hostile}`,
    `${hostile}${value}`,
    value.slice(0, middle) + hostile + value.slice(middle),
  ];
  return pick(ways, Math.floor(which / HOSTILE_TEXTS.length));
}

/** One in ten is as large as an event may be. */
const inflated = (value: string, which: number): string =>
  value + "A ".repeat(which % 10 === 0 ? HUGE / 2 : which % 3_000);

const otherTypes = (value: unknown): readonly unknown[] => [
  [value],
  { value },
  [[value], null, value],
  typeof value === "string" ? Number(value) : JSON.stringify(value)?.slice(0, 1_000),
  null,
  true,
  {},
  [],
];

function add(keys: readonly string[]): Change {
  return ({ value }, { which, text }) => {
    const values = [textOf(which, text), { polluted: "yes" }, pick(HOSTILE_ADDRESSES, which), [{}], null];
    put(value as Holder, pick(keys, which), pick(values, Math.floor(which / keys.length)));
  };
}

function repeat(value: unknown, which: number): void {
  const items = value as unknown[];
  if (items.length > 50) return;
  items.push(...pick([[items[0]], [null, 0, "", []], [items[0], items[0], items[0]], [{}]], which));
}

function addProbes(findings: unknown, which: number): void {
  const holders = Array.isArray(findings) ? findings.filter(isObject) : [];
  if (holders.length === 0) return;
  const count = pick(PROBES, which);
  const address = (index: number) =>
    index % 3 === 0 ? pick(HOSTILE_ADDRESSES, which + index) : `45.${2 + (which % 50)}.${index >> 8}.${index & 255}`;
  const probes = Array.from({ length: count }, (_, index) => ({ RemoteIpDetails: { IpAddressV4: address(index) } }));
  put(pick(holders, which), "Action", { ActionType: "PORT_PROBE", PortProbeAction: { PortProbeDetails: probes } });
}

function addNote(findings: unknown, { which, text }: Mutation): void {
  const holders = Array.isArray(findings) ? findings.filter(isObject) : [];
  if (holders.length === 0) return;
  const finding = pick(holders, which);
  put(finding, "Note", { Text: textOf(which, text), UpdatedBy: pick(HOSTILE_TEXTS, which + 1) });
  put(finding, "Workflow", { Status: "SUPPRESSED" });
}
