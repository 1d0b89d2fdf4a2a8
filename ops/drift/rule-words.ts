import type { AddressDefinition, MatchAttributes } from "../../functions/domain/rule-group";
import { named } from "../blocklist/preview";

/** What a rule asks for beside addresses. */
export const settingsOf = (attributes: MatchAttributes): readonly string[] => [
  ...(attributes.Protocols?.length ? [`protocol ${attributes.Protocols.join(", ")}`] : []),
  ...(attributes.SourcePorts?.length ? ["source ports"] : []),
  ...(attributes.DestinationPorts?.length ? ["destination ports"] : []),
  ...(attributes.TCPFlags?.length ? ["TCP flags"] : []),
];

/** `from 10.0.0.0/8 to any address` */
export const directionsOf = ({ Sources, Destinations }: MatchAttributes): string =>
  `from ${addressesIn(Sources)} to ${addressesIn(Destinations)}`;

const MOST_ADDRESSES = 5;

/** An empty list matches all traffic. */
const addressesIn = (list: readonly AddressDefinition[] = []): string =>
  list.length === 0
    ? "any address"
    : named(
        list.map(({ AddressDefinition: text }) => text),
        MOST_ADDRESSES,
      );
