import type { StatelessRule } from "../../functions/domain/rule-group";
import { isManaged } from "../../functions/domain/rule-group";
import type { Happening, HostName } from "./scenario";
import { MANAGED, START_MS, type SimWorld } from "./sim-world";

/** The event of a sighting, or of the suppression of the finding that named one host. */
export function eventOf(
  happening: Extract<Happening, { kind: "sighting" | "suppression" }>,
): Readonly<Record<string, unknown>> {
  const hosts = happening.kind === "sighting" ? happening.hosts : [happening.host];
  const { minutesAgo } = happening;
  return {
    source: "aws.securityhub",
    "detail-type": "Security Hub Findings - Imported",
    region: "us-west-2",
    detail: {
      findings: [
        {
          Id: findingOf(hosts),
          ProductArn: "arn:aws:securityhub:us-west-2::product/aws/guardduty",
          Title: "simulated",
          LastObservedAt: new Date(START_MS - minutesAgo * 60_000).toISOString(),
          RecordState: "ACTIVE",
          Workflow: { Status: happening.kind === "sighting" ? "NEW" : "SUPPRESSED" },
          Action: {
            PortProbeAction: {
              PortProbeDetails: hosts.map((host) => ({
                RemoteIpDetails: { [host.includes(":") ? "IpAddressV6" : "IpAddressV4"]: host },
              })),
            },
          },
        },
      ],
    },
  };
}

export const findingOf = (hosts: readonly HostName[]): string => `finding of ${hosts.join(" and ")}`;

const STRANGE = [{ AddressDefinition: "77.0.0.1/32" }];

/** What somebody does to the group in the console. */
export function editByHand(world: SimWorld, edit: Extract<Happening, { kind: "hand" }>["edit"]): void {
  const { rules } = world.group();
  const ours = rules.filter((rule) => isManaged(rule, MANAGED));
  const foreign = rules.filter((rule) => !isManaged(rule, MANAGED));
  const rule = (Priority: number, MatchAttributes: object, Actions: readonly string[]): StatelessRule => ({
    Priority,
    RuleDefinition: { MatchAttributes, Actions },
  });
  switch (edit) {
    case "foreignRule":
      return world.editByHand([
        rule(50, { Protocols: [17] }, ["aws:pass"]),
        ...rules.filter(({ Priority }) => Priority !== 50),
      ]);
    case "foreignGone":
      return world.editByHand(rules.filter(({ Priority }) => Priority !== 7));
    case "ourRuleGone":
      return world.editByHand([...foreign, ...ours.slice(1)]);
    case "strangeHost":
      return world.editByHand([
        ...foreign,
        rule(100, { Sources: STRANGE }, ["aws:drop", MANAGED.actionName]),
        rule(101, { Destinations: STRANGE }, ["aws:drop", MANAGED.actionName]),
      ]);
  }
}
