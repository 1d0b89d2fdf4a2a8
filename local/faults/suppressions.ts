import { isExpired } from "../../functions/domain/host-row";
import type { Gates } from "./gates";
import { findingOf } from "./happenings";
import { HOSTS, type HostName } from "./scenario";
import type { SimulatedExecution } from "./simulate";
import type { SimWorld } from "./sim-world";
import { CLOCKS_MS } from "./watch";

/** One event that names a host: which finding it is of, how old its sighting is, and whether it was suppressed. */
interface Naming {
  readonly finding: string;
  readonly minutesAgo: number;
  readonly suppressed: boolean;
  readonly skewMinutes: number;
}

/**
 * What the analyst's clicks must have come to, in whatever order the events were handled: a host that only suppressed
 * findings name is not blocked, and one that another finding has seen last stays blocked.
 */
export function brokenSuppressions(
  world: SimWorld,
  executions: readonly SimulatedExecution[],
  gates: Gates,
): readonly string[] {
  if (executions.some(({ status }) => status === "FAILED")) return [];
  return HOSTS.flatMap((host) => {
    const namings = executions.flatMap((execution) => namingOf(execution, host));
    // A sighting in the future of the clock that reads it counts as seen now, so that the order is not the findings' own.
    if (namings.some(({ minutesAgo, skewMinutes }) => minutesAgo + skewMinutes < 0)) return [];
    const row = world.row(host);
    const runs = (at: number) => row !== undefined && row.LiftedAt === undefined && !isExpired(row, new Date(at));
    return [
      ...(isLetGo(namings, host) && runs(gates.nowMs + CLOCKS_MS)
        ? [`at rest ${host} is blocked, and every finding that names it is suppressed`]
        : []),
      ...(mustStay(namings) && !runs(gates.nowMs - CLOCKS_MS)
        ? [`at rest ${host} is not blocked, and a finding that nobody suppressed has seen it last`]
        : []),
    ];
  });
}

function namingOf({ happening }: SimulatedExecution, host: HostName): readonly Naming[] {
  if (happening.kind === "suppression")
    return happening.host === host ? [{ ...happening, finding: findingOf([host]), suppressed: true }] : [];
  if (happening.kind !== "sighting" || !happening.hosts.includes(host)) return [];
  return [{ ...happening, finding: findingOf(happening.hosts), suppressed: false }];
}

/** The finding that is suppressed is the only one that names it, and was never seen later. */
function isLetGo(namings: readonly Naming[], host: HostName): boolean {
  const clicks = namings.filter(({ suppressed }) => suppressed);
  const newest = Math.min(...clicks.map(({ minutesAgo }) => minutesAgo));
  return clicks.length > 0 && namings.every((one) => one.finding === findingOf([host]) && one.minutesAgo >= newest);
}

function mustStay(namings: readonly Naming[]): boolean {
  const [last, next] = namings.toSorted((a, b) => a.minutesAgo - b.minutesAgo);
  return (
    last !== undefined &&
    !last.suppressed &&
    last.minutesAgo < (next?.minutesAgo ?? Infinity) &&
    !namings.some(({ suppressed, finding }) => suppressed && finding === last.finding)
  );
}
