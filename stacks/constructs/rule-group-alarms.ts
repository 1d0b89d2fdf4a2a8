import { Construct } from "constructs";
import { METRICS, type MetricName } from "../../functions/contract/metrics";
import { BaseStack } from "../base-stack";
import { Alarm, type AlarmProps } from "./alarm";
import { ownMetric } from "./own-metric";

export interface RuleGroupAlarmsProps {
  readonly alarmTopicArn: string;
}

/** Early enough to raise the capacity in peace: that takes the group out of its policy (docs/runbook.md, "A full group"). */
export const NEARLY_FULL_PERCENT = 80;

/** No further host fits. What is measured gets there exactly, whatever the last unit is used for (functions/contract/metrics.ts). */
export const FULL_PERCENT = 100;

/**
 * Of a rule group as the last reconcile left it. Between two reconciles nobody looks, so missing data changes nothing:
 * a group that is full stays full, and rings once.
 */
const state = { statistic: "Maximum", treatMissingData: "ignore", lasting: true } as const;

/** What makes blocks worth less than they look, as update-nf-rg measures it. */
export class RuleGroupAlarms extends Construct {
  constructor(scope: Construct, id: string, { alarmTopicArn }: RuleGroupAlarmsProps) {
    super(scope, id);
    const stack = BaseStack.baseOf(this);
    const alarm = (
      name: string,
      metric: MetricName,
      props: Pick<AlarmProps, "meaning" | "chapter"> & Partial<AlarmProps>,
    ) => new Alarm(this, name, { ...ownMetric(stack, "update-nf-rg", metric), topicArn: alarmTopicArn, ...props });

    alarm("left-out", METRICS.hostsLeftOut, {
      ...state,
      chapter: "a-full-group",
      meaning: "The rule group is full: hosts that should be blocked are left out, the ones seen longest ago.",
    });
    alarm("full", METRICS.capacityUsedPercent, {
      ...state,
      chapter: "a-full-group",
      threshold: FULL_PERCENT,
      meaning: "The rule group is full: the next host will be blocked in place of the one seen longest ago.",
    });
    alarm("nearly-full", METRICS.capacityUsedPercent, {
      ...state,
      chapter: "a-full-group",
      threshold: NEARLY_FULL_PERCENT,
      meaning: `The rule group is nearly full: ${NEARLY_FULL_PERCENT} % of what it can hold are used.`,
    });
    alarm("unused", METRICS.groupUsedByNoPolicy, {
      ...state,
      chapter: "no-policy-uses-the-group",
      meaning: "No firewall policy uses the rule group: its blocks protect nothing.",
    });
    // An event, not a state: by the time it rings the rules are right again.
    alarm("repaired", METRICS.rulesRepaired, {
      chapter: "rules-were-changed-by-hand",
      meaning: "Somebody or something else changed our rules in the rule group; a reconcile has repaired them.",
    });
  }
}
