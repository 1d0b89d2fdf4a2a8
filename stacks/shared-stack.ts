import type { Construct } from "constructs";
import { BaseStack, type StackProps } from "./base-stack";
import { AlarmTopic } from "./constructs/alarm-topic";
import { BlocklistTable } from "./constructs/blocklist-table";
import { LeaseTable } from "./constructs/lease-table";
import { MemoryTable } from "./constructs/memory-table";
import { NotifiedTable } from "./constructs/notified-table";
import { RuleGroup } from "./constructs/rule-group";

/** What outlives every deploy of the code: the rule group, the tables, the alarm topic. */
export class SharedStack extends BaseStack {
  readonly ruleGroup: RuleGroup;
  readonly blocklist: BlocklistTable;
  readonly memory: MemoryTable;
  readonly notified: NotifiedTable;
  readonly lease: LeaseTable;
  readonly alarmTopic: AlarmTopic;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    this.ruleGroup = new RuleGroup(this, "rule-group");
    this.blocklist = new BlocklistTable(this, "blocklist");
    this.memory = new MemoryTable(this, "memory");
    this.notified = new NotifiedTable(this, "notified");
    this.lease = new LeaseTable(this, "lease");
    this.alarmTopic = new AlarmTopic(this, "alarms");

    this.output("rule_group_arn", "ARN of the rule group: reference it in your firewall policy", this.ruleGroup.arn);
    this.output("rule_group_name", "Name of the rule group", this.ruleGroup.name);
    this.output("blocklist_table_name", "Table of the hosts to block", this.blocklist.name);
    this.output(
      "memory_table_name",
      "Table of the blocks that have ended, for as long as they count",
      this.memory.name,
    );
    this.output("notified_table_name", "Table of what was told already", this.notified.name);
    this.output("lease_table_name", "Table that says whose turn it is to reconcile", this.lease.name);
    this.output("alarm_topic_arn", "Topic that every alarm publishes to", this.alarmTopic.arn);
  }
}
