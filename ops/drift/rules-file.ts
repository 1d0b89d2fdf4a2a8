import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod/mini";
import { readHostRow } from "../../functions/domain/host-row";
import type { CustomAction, StatelessRule } from "../../functions/domain/rule-group";
import { OpsError } from "../command/ops-error";
import type { Look, Looks } from "./look";

const FILE = "rules.json";
export const rulesFile = (folder: string): string => path.join(folder, FILE);

/** Beside the stacks: the looks at the rules, so that the same report can be made again. Rows name findings and accounts. */
export function writeRules(folder: string, environment: string, looks: Looks): void {
  writeFileSync(rulesFile(folder), `${JSON.stringify({ environment, looks }, undefined, 2)}\n`, { mode: 0o600 });
}

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);
const addresses = z.optional(z.array(z.looseObject({ AddressDefinition: z.string() })));
const dimensions = z.array(z.looseObject({ Value: z.string() }));
const metric = z.looseObject({ PublishMetricAction: z.optional(z.looseObject({ Dimensions: dimensions })) });
const lookFormat = z.object({
  at: z.iso.datetime(),
  rows: z.array(z.custom<Readonly<Record<string, unknown>>>(isObject)),
  group: z.object({
    rules: z.array(
      z.looseObject({
        Priority: z.number(),
        RuleDefinition: z.looseObject({
          MatchAttributes: z.looseObject({ Sources: addresses, Destinations: addresses }),
          Actions: z.array(z.string()),
        }),
      }),
    ),
    customActions: z.array(z.looseObject({ ActionName: z.string(), ActionDefinition: metric })),
    capacityUnits: z.number(),
    numberOfAssociations: z.number(),
  }),
});
const format = z.object({ environment: z.string(), looks: z.array(lookFormat).check(z.minLength(1), z.maxLength(2)) });

/** @throws OpsError FILE_INVALID, in one line: of what is no such file, or of another environment than is asked for */
export function readRules(folder: string, environment: string): Looks {
  const file = rulesFile(folder);
  const parsed = format.safeParse(jsonIn(file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(file, `${issue?.path.join(".") || "it"} has another form`);
  }
  const { looks, environment: of } = parsed.data;
  if (of !== environment) {
    throw new OpsError("FILE_INVALID", `${file} is of ${of}, not of ${environment}: say --env ${of}`);
  }
  const [first, ...more] = looks.map(({ at, rows, group }): Look => ({
    at,
    rows: rows.map(readHostRow),
    // The domain's types are the API's own, of which only what is read is looked at above.
    group: {
      ...group,
      rules: group.rules as unknown as readonly StatelessRule[],
      customActions: group.customActions as readonly CustomAction[],
    },
  }));
  if (first === undefined) throw invalid(file, "it has no look");
  return [first, ...more];
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw invalid(file, error instanceof SyntaxError ? "it is not JSON" : "it cannot be read", error);
  }
}

const invalid = (file: string, why: string, cause?: unknown) =>
  new OpsError("FILE_INVALID", `${file} is not what npm run drift leaves: ${why}`, { cause });
