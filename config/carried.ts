/**
 * Lists that travel in the environment of a function: Lambda gives it 4 KB for everything, names and values.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const CARRIED_MAX_BYTES = 3_000;

const BLOCK_FROM = ["types", "accounts", "regions", "products"] as const;

interface Carried {
  readonly allowlist: readonly string[];
  readonly ownAddresses: readonly string[];
  readonly neverBlockTypes: readonly object[];
  readonly observeTypes: readonly object[];
  readonly blockFrom: Readonly<Record<(typeof BLOCK_FROM)[number], readonly string[]>>;
}

/** Lambda measures the JSON of the environment: UTF-8, with a \ before each quotation mark. */
export const bytesOf = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - EMPTY_BYTES;
/** The quotation marks around a text. */
const EMPTY_BYTES = 2;

/** What is wrong with the lists together, at the longest of them; undefined when the functions can carry them. */
export function carriedProblem(given: Carried): { readonly path: string[]; readonly message: string } | undefined {
  const sizes = [
    { path: ["allowlist"], size: bytesOf(given.allowlist.join(",")) },
    { path: ["ownAddresses"], size: bytesOf(given.ownAddresses.join(",")) },
    { path: ["neverBlockTypes"], size: bytesOf(JSON.stringify(given.neverBlockTypes)) },
    { path: ["observeTypes"], size: bytesOf(JSON.stringify(given.observeTypes)) },
    ...BLOCK_FROM.map((name) => ({ path: ["blockFrom", name], size: bytesOf(given.blockFrom[name].join(",")) })),
  ];
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  if (total <= CARRIED_MAX_BYTES) return undefined;
  const [longest] = sizes.toSorted((a, b) => b.size - a.size);
  const parts = sizes.filter(({ size }) => size > EMPTY_BYTES).map(({ path, size }) => `${path.join(".")} ${size}`);
  return {
    path: longest?.path ?? [],
    message:
      `the functions carry these lists in their environment (Lambda: 4 KB), at most ${CARRIED_MAX_BYTES} bytes ` +
      `together, and they have ${total} (${parts.join(", ")}): join neighbouring CIDRs, or shorten a list`,
  };
}
