import type { HostRow } from "../domain/host-row";

type Times = Pick<HostRow, "CreatedAt" | "LastSeenAt" | "ExpiresAt">;

/** A condition on a row of the blocklist, with the values that it names. */
export interface RowCondition {
  readonly expression: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * The row is there, and these attributes are still as they were read. readHostRow reads an attribute that a hand took
 * away (or gave another type) as "": it must be so still, since a condition that can never hold would stop every round.
 */
export function unchanged<Name extends keyof Times>(row: Pick<Times, Name>, names: readonly Name[]): RowCondition {
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

/** True of an attribute that is missing, or is not a text. Needs TEXT_TYPE among the values. */
export const noText = (name: keyof Times): string => `NOT attribute_type(${name}, :text)`;

export const TEXT_TYPE = { ":text": "S" };
