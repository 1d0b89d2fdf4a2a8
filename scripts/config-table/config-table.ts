import type { z } from "zod";
import { NEVER_BLOCK_TYPES } from "../../config/never-block-types";
import { configSchema } from "../../config/schema";

type Row = readonly string[];

/** Settings whose default is no value of the schema: it follows from others, or has a table of its own. */
const SHOWN_DEFAULTS: Readonly<Record<string, string>> = {
  backend: '`{ type: "local" }`',
  neverBlockTypes: `[${NEVER_BLOCK_TYPES.length} types](#never-blocked-by-default)`,
  "slack.webhookParameter": "`/<prefix>/slack-webhook-url`",
};

/** A group of settings that may be absent is one setting. */
const WHOLE = ["firewall.policy"];

/** Every setting of the schema with its default and what it does, as Markdown. */
export function settingsTable(): string {
  const defaults = configSchema.parse({});
  const rows = settingsOf(configSchema).map(({ path, what }): Row => [
    `\`${path}\``,
    shownDefault(path, defaults),
    what,
  ]);
  return table(["setting", "default", "what it does"], rows);
}

/** The default of `neverBlockTypes` with the reasons, as Markdown. */
export const neverBlockTable = (): string =>
  table(
    ["finding type begins with", "when our own resource is", "because"],
    NEVER_BLOCK_TYPES.map(({ type, role, because }) => [`\`${type}\``, role ?? "any", because]),
  );

interface Setting {
  readonly path: string;
  readonly what: string;
}

function settingsOf(schema: z.ZodType, path = "", said = ""): readonly Setting[] {
  const { innerType, shape } = schema.def as { innerType?: z.ZodType; shape?: Record<string, z.ZodType> };
  const what = said || (schema.description ?? "");
  if (innerType !== undefined) return settingsOf(innerType, path, what);
  if (shape === undefined || WHOLE.includes(path)) return [{ path, what }];
  return Object.entries(shape).flatMap(([name, inner]) => settingsOf(inner, path === "" ? name : `${path}.${name}`));
}

function shownDefault(path: string, defaults: unknown): string {
  const shown = SHOWN_DEFAULTS[path];
  if (shown !== undefined) return shown;
  const value = path
    .split(".")
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], defaults);
  if (value === undefined) return "none";
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

const table = (header: Row, rows: readonly Row[]): string =>
  [header, header.map(() => "---"), ...rows].map((row) => `| ${row.map(escaped).join(" | ")} |`).join("\n");

const escaped = (cell: string): string => cell.replaceAll("|", "\\|");
