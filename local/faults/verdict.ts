import { unitsOfRules, UNITS_PER_BLOCK } from "../../functions/domain/capacity";
import { project } from "../../functions/domain/projection";
import { isManaged } from "../../functions/domain/rule-group";
import type { Gates } from "./gates";
import type { Scenario } from "./scenario";
import type { SimulatedExecution } from "./simulate";
import { MANAGED, POLICY, type SimWorld } from "./sim-world";
import { brokenSuppressions } from "./suppressions";
import { CLOCKS_MS } from "./watch";

/** After these, EnforcedAt may be ahead of the rules until the next scheduled run. */
const SHAKEN = new Set(["crashBefore", "crashAfter", "late"]);

/** Which promises are broken, once the scenario has come to rest. */
export const verdict = {
  /** Nothing is silent (I4), and what can be told before any reconcile. */
  whenTrafficStops(
    scenario: Scenario,
    world: SimWorld,
    executions: readonly SimulatedExecution[],
    gates: Gates,
  ): readonly string[] {
    const hands = scenario.happenings.some(
      (one) => one.kind === "hand" && (one.edit === "ourRuleGone" || one.edit === "strangeHost"),
    );
    const shaken = hands || scenario.faults.some(({ kind }) => SHAKEN.has(kind));
    return [
      ...executions.flatMap((execution) => silence(execution, world)),
      ...executions
        .filter(({ status }) => status === "FAILED")
        .map(({ name, error }) => `${name} fails (${error}), with ${scenario.faults.length} faults`),
      ...(shaken ? [] : falseMarks(world, gates)),
      ...brokenSuppressions(world, executions, gates),
    ];
  },

  /** I1: the rules are the projection of the table, and the marks say so. */
  afterReconcile(world: SimWorld, gates: Gates, executions: readonly SimulatedExecution[]): readonly string[] {
    const { rules, capacity } = world.group();
    const foreign = unitsOfRules(rules.filter((rule) => !isManaged(rule, MANAGED)));
    const room = Math.floor((capacity - foreign) / UNITS_PER_BLOCK);
    const wanted = project(world.rows(), new Date(gates.nowMs), POLICY, room).hosts.map(({ text }) => text);
    const held = [...world.held()];
    const marked = world
      .rows()
      .filter(({ EnforcedAt }) => EnforcedAt !== undefined)
      .map(({ HostIp }) => HostIp);
    const same = (a: readonly string[], b: readonly string[]) => [...a].sort().join() === [...b].sort().join();
    const last = executions.at(-1);
    return [
      ...(last?.status === "SUCCEEDED" ? [] : [`the scheduled run fails (${last?.error})`]),
      ...(same(held, wanted)
        ? []
        : [`after a reconcile the rules drop [${held.join(" ")}], the table asks for [${wanted.join(" ")}]`]),
      ...(same(marked, held)
        ? []
        : [`after a reconcile [${marked.join(" ")}] are called enforced, and [${held.join(" ")}] are`]),
    ];
  },
};

/** A finding that ends well and without a message is one whose hosts the firewall held already, each of them. */
function silence({ name, happening, status, recorded }: SimulatedExecution, world: SimWorld): readonly string[] {
  if (status === "FAILED" || happening.kind !== "sighting") return [];
  if (world.messages.some(({ execution }) => execution === name)) return [];
  const missing = happening.hosts.filter((host) => recorded?.AlreadyBlocked.includes(host) !== true);
  return missing.length === 0
    ? []
    : [`${name} ends without a message, and ${missing.join(", ")} was not blocked already`];
}

/** Nobody is called enforced who has no rule: later findings would do nothing for him. */
function falseMarks(world: SimWorld, gates: Gates): readonly string[] {
  const held = world.held();
  const soon = new Date(gates.nowMs + CLOCKS_MS).toISOString();
  return world
    .rows()
    .filter(({ HostIp, EnforcedAt, ExpiresAt }) => EnforcedAt !== undefined && ExpiresAt > soon && !held.has(HostIp))
    .map(({ HostIp }) => `at rest ${HostIp} is called enforced and has no rule`);
}
