import { parseCidr, sizeOf } from "./cidr";
import { parseHost } from "./host";

/** What keeps a text from being one address, for the person who typed it; undefined for an address. */
export function addressProblem(text: string): string | undefined {
  if (parseHost(text) !== undefined) return undefined;
  const why = CAUSES.find(([pattern]) => pattern.test(text))?.[1] ?? "it is not an IPv4 or IPv6 address";
  const cidr = text.includes("/") ? parseCidr(text) : undefined;
  const shown = JSON.stringify(text.slice(0, 64));
  return cidr === undefined
    ? `${shown} is no address: ${why}`
    : `${shown} is a CIDR of ${sizeOf(cidr)} addresses, and a row is one host: write the address, or import a file`;
}

/** In this order: the first that fits says it. */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/^$/, "it is empty"],
  [/\s/, "it has blanks"],
  [/%/, "it has a zone id (after %), which only its own machine understands"],
  [/\//, "it has a / as a CIDR has, and is none"],
  [/^\[/, "it has brackets, as in a URL"],
  [/^\d+(\.\d+){3}:\d+$/, "it has a port"],
  [/(^|\.|:)0[xX]/, "it has a hexadecimal number"],
  [/(^|[.:])0\d+(\.\d+)*$|^0\d+\.|\.0\d+\./, "it has a number with a leading zero, which some read as octal"],
  [/^\d+(\.\d+){0,2}$/, "it has fewer than four numbers"],
  [/^\d+(\.\d+){4,}$/, "it has more than four numbers"],
  [/^\d+(\.\d+){3}$/, "it has a number above 255"],
  [/^(?=.*[g-z])[a-z0-9-]+(\.[a-z0-9-]+)*\.?$/i, "it is a name, and only addresses are blocked"],
];
