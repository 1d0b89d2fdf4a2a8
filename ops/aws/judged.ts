import type { Config } from "../../config/schema";
import { managedActionName } from "../../functions/contract/managed-rules";
import type { Mode } from "../../functions/contract/mode";
import type { ProjectionPolicy } from "../../functions/domain/projection";
import { protectionOf } from "../../functions/domain/protection";
import type { ManagedRules } from "../../functions/domain/rule-group";
import { overdueHours } from "../../stacks/constructs/heartbeat";

/** By what the rules are judged: the config, as the functions are given it. */
export interface JudgedBy {
  readonly policy: ProjectionPolicy;
  readonly managed: ManagedRules;
  readonly mode: Mode;
  /** Hours after which a block that has ended should long have been lifted; undefined: the schedule is too rare to say. */
  readonly overdueHours: number | undefined;
}

export const judgedBy = (config: Config): JudgedBy => ({
  policy: {
    protection: protectionOf(config.allowlist, config.ownAddresses),
    observeTypes: config.observeTypes,
    neverTypes: config.neverBlockTypes,
  },
  managed: {
    actionName: managedActionName(config.prefix),
    metricDimension: config.prefix,
    basePriority: config.firewall.basePriority,
  },
  mode: config.mode,
  overdueHours: overdueHours(config.prune.schedule),
});
