import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { isManaged } from "../../functions/domain/rule-group";
import type { RuleGroupSnapshot } from "../../functions/ports/rule-group";
import type { Happening, HostName, Scenario } from "./scenario";
import { BLOCKLIST, MANAGED } from "./sim-world";
import type { Ports, Variant } from "./variant";

const withBlocklist = (ports: Ports, change: Partial<Ports["blocklist"]>): Ports => ({
  ...ports,
  blocklist: { ...ports.blocklist, ...change },
});
const withRuleGroup = (ports: Ports, change: Partial<Ports["ruleGroup"]>): Ports => ({
  ...ports,
  ruleGroup: { ...ports.ruleGroup, ...change },
});

const sighting = (host: HostName): Happening => ({ kind: "sighting", hosts: [host], minutesAgo: 0, skewMinutes: 0 });
/** Of an older sighting, so that the next one blocks again. */
const suppressionBefore = (host: HostName): Happening => ({ kind: "suppression", host, minutesAgo: 5, skewMinutes: 0 });
/** Only the interleaving is random: no lease, room for all, no faults. */
const AT_ONCE: Partial<Scenario> = { lease: false, room: 20, faults: [] };

/** Mistakes around the rule group, the marks and the prune. */
export const BROKEN_EFFECTS: readonly Variant[] = [
  {
    name: "table-before-token",
    mistake: "the table is read before the update token",
    focus: {
      ...AT_ONCE,
      existing: [],
      happenings: [sighting("6.0.0.1"), sighting("7.0.0.1"), sighting("5.0.0.2")],
    },
    ports: (ports) => {
      let rows: ReturnType<Ports["blocklist"]["readAll"]> | undefined;
      return withBlocklist(
        withRuleGroup(ports, {
          describe: async () => {
            rows = ports.blocklist.readAll();
            await rows;
            return ports.ruleGroup.describe();
          },
        }),
        { readAll: () => rows ?? ports.blocklist.readAll() },
      );
    },
  },
  {
    name: "delete-without-condition",
    mistake: "an expired row is deleted whatever has become of it",
    ports: (ports) => ({
      ...ports,
      pruning: {
        removeExpired: async ({ HostIp }) => {
          await ports.client.send(new DeleteItemCommand({ TableName: BLOCKLIST, Key: marshall({ HostIp }) }));
          return true;
        },
      },
    }),
  },
  {
    name: "new-ip-by-row",
    mistake: "NewIP is false as soon as the row exists, enforced or not",
    recorded: (outcome) => ({ ...outcome, NewIP: false }),
    ports: (ports) => ports,
  },
  {
    name: "foreign-rule-dropped",
    mistake: "an update writes our rules and leaves the others out",
    ports: (ports) =>
      withRuleGroup(ports, {
        update: (snapshot, { rules, customActions }) =>
          ports.ruleGroup.update(snapshot, { rules: rules.filter((rule) => isManaged(rule, MANAGED)), customActions }),
      }),
  },
  {
    name: "empty-address-list",
    mistake: "a rule is written although it has no address, which matches all traffic",
    ports: (ports) =>
      withRuleGroup(ports, {
        update: (snapshot, { rules, customActions }) =>
          ports.ruleGroup.update(snapshot, {
            rules: [
              ...rules,
              {
                Priority: 103,
                RuleDefinition: { MatchAttributes: { Destinations: [] }, Actions: ["aws:drop", MANAGED.actionName] },
              },
            ],
            customActions,
          }),
      }),
  },
  {
    name: "marked-before-update",
    mistake: "EnforcedAt is set before the update has been answered",
    ports: (ports) =>
      withRuleGroup(ports, {
        update: async (snapshot, rules) => {
          for (const row of await ports.blocklist.readAll()) {
            if (row.EnforcedAt === undefined) await ports.blocklist.markEnforced(row, new Date());
          }
          return ports.ruleGroup.update(snapshot, rules);
        },
      }),
  },
  {
    name: "marks-rows-of-others",
    mistake: "EnforcedAt is set on whatever row the host has by now, and the group is not looked at again",
    focus: {
      ...AT_ONCE,
      existing: [{ host: "7.0.0.1", endsInSeconds: 86_400, enforced: false }],
      happenings: [{ kind: "prune", skewMinutes: 0 }, suppressionBefore("7.0.0.1"), sighting("7.0.0.1")],
    },
    ports: (ports) =>
      withBlocklist(withRuleGroup(ports, { isCurrent: () => Promise.resolve(true) }), {
        markEnforced: async ({ HostIp }, now) => {
          const [present] = await ports.blocklist.get([HostIp]);
          return present !== undefined && ports.blocklist.markEnforced(present, now);
        },
      }),
  },
  {
    name: "marks-without-second-look",
    mistake: "rows are marked by what the group was before an update of somebody else",
    focus: {
      ...AT_ONCE,
      existing: [{ host: "7.0.0.1", endsInSeconds: 86_400, enforced: true }],
      happenings: [suppressionBefore("7.0.0.1"), { kind: "prune", skewMinutes: 0 }, sighting("7.0.0.1")],
    },
    ports: (ports) => withRuleGroup(ports, { isCurrent: () => Promise.resolve(true) }),
  },
  {
    name: "retry-without-describe",
    mistake: "a stale update is tried again with the snapshot of before",
    ports: (ports) => {
      let snapshot: Promise<RuleGroupSnapshot> | undefined;
      return withRuleGroup(ports, { describe: () => (snapshot ??= ports.ruleGroup.describe()) });
    },
  },
];
