import { UsageError } from "../errors";
import { addresses } from "./addresses";
import { lists } from "./lists";
import { notifications } from "./notifications";
import { observing } from "./observe";
import { outage } from "./outage";
import { ownSide } from "./own-side";
import { products } from "./products";
import { protection } from "./protection";
import { returning } from "./returning";
import type { Scenario } from "./scenario";
import { senders } from "./senders";
import { secondThoughts } from "./second-thoughts";
import { threshold } from "./threshold";
import { untold } from "./untold";

/** All of them, in the order in which the README tells of them. */
export const scenarios: readonly Scenario[] = [
  ...addresses,
  ...protection,
  ...ownSide,
  ...secondThoughts,
  ...returning,
  ...threshold,
  ...lists,
  ...senders,
  ...products,
  ...untold,
  ...observing,
  ...notifications,
  ...outage,
];

/** @throws UsageError that lists the names */
export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found !== undefined) return found;
  const names = scenarios.map((scenario) => scenario.name).join(", ");
  throw new UsageError(`there is no scenario "${name}"; there are ${names}, and --scenario list has a line for each`);
}
