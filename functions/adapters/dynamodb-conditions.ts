import type { HostRow } from "../domain/host-row";

type Texts = Pick<HostRow, "CreatedAt" | "LastSeenAt" | "ExpiresAt" | "FindingId">;

/** A condition on a row of the blocklist, with the values that it names. */
export interface RowCondition {
  readonly expression: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * The row is there, and these attributes are still as they were read. readHostRow reads an attribute that a hand took
 * away (or gave another type) as "": it must be so still, since a condition that can never hold would stop every round.
 */
export function unchanged<Name extends keyof Texts>(row: Pick<Texts, Name>, names: readonly Name[]): RowCondition {
  const conditions = names.map((name) =>
    row[name] === "" ? `(${noText(name)} OR ${name} = :read${name})` : `${name} = :read${name}`,
  );
  return {
    expression: ["attribute_exists(HostIp)", ...conditions].join(" AND "),
    values: {
      ...Object.fromEntries(names.map((name) => [`:read${name}`, row[name]])),
      ...(names.some((name) => row[name] === "") && TEXT_TYPE),
    },
  };
}

/**
 * It is the very row that was read, but for EnforcedAt. Version tells every change of ours; the texts tell what a hand
 * has changed, which does not count.
 */
export function theVeryRow(row: HostRow): RowCondition {
  const texts = unchanged(row, ["CreatedAt", "LastSeenAt", "ExpiresAt", "FindingId"]);
  return row.Version === undefined
    ? { expression: `${texts.expression} AND ${NO_VERSION}`, values: { ...texts.values, ...NO_VERSION_VALUES } }
    : {
        expression: `${texts.expression} AND Version = :version`,
        values: { ...texts.values, ":version": row.Version },
      };
}

/** A Version that a hand made unreadable counts as none: then the texts have to do. */
const NO_VERSION = "(NOT attribute_type(Version, :number) OR Version < :zero OR Version >= :most)";

const NO_VERSION_VALUES = { ":number": "N", ":zero": 0, ":most": 1e9 };

/** True of an attribute that is missing, or is not a text. Needs TEXT_TYPE among the values. */
export const noText = (name: keyof Texts): string => `NOT attribute_type(${name}, :text)`;

export const TEXT_TYPE = { ":text": "S" };
