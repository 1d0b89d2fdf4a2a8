import { isAbsent, isIntegerBetween, isJsonObject, show } from "../json";
import { parseAddressDefinition } from "./address-definition";

/** undefined: nothing is wrong with this item of a list. */
type ItemCheck = (item: unknown) => string | undefined;

const MAX_PORT = 65_535;
const MAX_PROTOCOL = 255;
const TCP_FLAGS = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"];

/** https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_Address.html */
const address: ItemCheck = (item) => {
  if (!isJsonObject(item)) return `${show(item)} is not an object with an AddressDefinition`;
  const parsed = parseAddressDefinition(item.AddressDefinition);
  return "problem" in parsed ? parsed.problem : undefined;
};

/** https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_PortRange.html */
const portRange: ItemCheck = (item) => {
  const { FromPort, ToPort } = isJsonObject(item) ? item : {};
  if (!isIntegerBetween(FromPort, 0, MAX_PORT) || !isIntegerBetween(ToPort, 0, MAX_PORT)) {
    return `${show(item)} needs FromPort and ToPort, integers from 0 to ${MAX_PORT}`;
  }
  return FromPort > ToPort ? `FromPort ${FromPort} is above ToPort ${ToPort}` : undefined;
};

/** https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_MatchAttributes.html */
const protocol: ItemCheck = (item) =>
  isIntegerBetween(item, 0, MAX_PROTOCOL) ? undefined : `${show(item)} is not an integer from 0 to ${MAX_PROTOCOL}`;

/** Flags may only name what Masks names. https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_TCPFlagField.html */
const tcpFlagField: ItemCheck = (item) => {
  const { Flags, Masks = TCP_FLAGS } = isJsonObject(item) ? item : {};
  const areFlags = (list: unknown): list is string[] =>
    Array.isArray(list) && list.every((flag) => TCP_FLAGS.includes(flag as string));
  if (!areFlags(Flags) || !areFlags(Masks))
    return `${show(item)} needs Flags (and Masks) out of ${TCP_FLAGS.join(", ")}`;
  const unmasked = Flags.filter((flag) => !Masks.includes(flag));
  return unmasked.length > 0 ? `the flags ${unmasked.join(", ")} are not among Masks` : undefined;
};

const LISTS: readonly (readonly [name: string, check: ItemCheck])[] = [
  ["Sources", address],
  ["Destinations", address],
  ["SourcePorts", portRange],
  ["DestinationPorts", portRange],
  ["Protocols", protocol],
  ["TCPFlags", tcpFlagField],
];

/**
 * What is wrong with a rule's MatchAttributes. An attribute that is left out matches everything, and so does an empty list:
 * the first is how to say it, the second is nearly always a computed list that came out empty, so it is refused here.
 */
export function matchAttributesProblems(place: string, attributes: unknown): string[] {
  if (!isJsonObject(attributes)) return [`${place} is required`];
  return LISTS.flatMap(([name, check]) => {
    const list = attributes[name];
    const here = `${place}.${name}`;
    if (isAbsent(list)) return [];
    if (!Array.isArray(list)) return [`${here} is not a list`];
    if (list.length === 0) return [`${here} is empty, which would match all traffic; leave it out or fill it`];
    const items = list.flatMap((item: unknown, index) => {
      const problem = check(item);
      return problem === undefined ? [] : [`${here}[${index}]: ${problem}`];
    });
    return [...items, ...(check === address ? duplicateProblems(here, list) : [])];
  });
}

function duplicateProblems(place: string, addresses: readonly unknown[]): string[] {
  const firstAt = new Map<string, number>();
  return addresses.flatMap((item, index) => {
    const parsed = parseAddressDefinition(isJsonObject(item) ? item.AddressDefinition : undefined);
    if ("problem" in parsed) return [];
    const first = firstAt.get(parsed.canonical);
    if (first === undefined) firstAt.set(parsed.canonical, index);
    return first === undefined ? [] : [`${place}[${index}]: ${parsed.canonical} is already at [${first}]`];
  });
}
