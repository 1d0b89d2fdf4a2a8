import type { SynthesizedStack } from "./plan-form";
import { EXAMPLE_ACCESS_KEY, EXAMPLE_SECRET_KEY, PLANTS, WITHOUT_PLANT, type Plant } from "./plants";
import type { Report } from "./report";

type Values = Readonly<Record<string, unknown>>;

const nameOf = ({ mistake }: Plant) => `planted-${mistake}`;
const addressOf = (plant: Plant) => `${plant.type}.${nameOf(plant)}`;

/** A stack of nothing but mistakes, each in a resource of these stacks. */
export function plantedStack(stacks: readonly SynthesizedStack[]): SynthesizedStack {
  const resource: Record<string, Record<string, Values>> = {};
  for (const plant of PLANTS) {
    const found = stacks.flatMap((stack) => Object.values(stack.resource[plant.type] ?? {}))[0];
    if (found === undefined) throw new Error(`no ${plant.type} to plant ${plant.mistake} in`);
    (resource[plant.type] ??= {})[nameOf(plant)] = JSON.parse(
      JSON.stringify({ ...found, ...plant.attributes }),
    ) as Values;
  }
  return { provider: { aws: [{ access_key: EXAMPLE_ACCESS_KEY, secret_key: EXAMPLE_SECRET_KEY }] }, resource };
}

/** The mistakes that checkov did not find. */
export function notFound(report: Report): readonly string[] {
  const failed = new Set(report.results.failed_checks.map(({ check_id, resource }) => `${check_id} ${resource}`));
  return PLANTS.flatMap((plant) => plant.found.map((check) => `${check} ${addressOf(plant)}`))
    .filter((planted) => !failed.has(planted))
    .map((planted) => `${planted}: a mistake that was planted was not found`);
}

/** The checks that passed somewhere and were never seen to fail. */
export function neverSeenFailing(reports: readonly Report[], planted: Report): readonly string[] {
  const failed = new Set(
    [planted, ...reports].flatMap(({ results }) => results.failed_checks.map(({ check_id }) => check_id)),
  );
  const passed = reports.flatMap(({ results }) => results.passed_checks.map(({ check_id }) => check_id));
  return [...new Set(passed)]
    .filter((check) => !failed.has(check) && !(check in WITHOUT_PLANT))
    .sort()
    .map((check) => `${check}: passes, and nothing in plants.ts shows that it can fail`);
}
