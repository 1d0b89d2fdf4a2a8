import type { Construct } from "constructs";
import { BaseStack, type StackProps } from "./base-stack";
import type { FunctionZips } from "./bundle/bundle-functions";
import { Dashboard } from "./constructs/dashboard";
import { RuleGroupAlarms } from "./constructs/rule-group-alarms";
import { StateMachine } from "./constructs/state-machine";
import { addFunctions } from "./functions";
import type { SharedStack } from "./shared-stack";
import pruneIp from "./state-machines/prune-ip.asl.json";
import recordIp from "./state-machines/record-ip.asl.json";
import sendFindings from "./state-machines/send-findings.asl.json";

export interface OrchestrationStackProps extends StackProps {
  readonly shared: Pick<SharedStack, "blocklist" | "memory" | "notified" | "lease" | "ruleGroup" | "alarmTopic">;
  readonly zips: FunctionZips;
}

/** The five functions, the three state machines that put them in order, and what watches them. */
export class OrchestrationStack extends BaseStack {
  readonly recordIp: StateMachine;
  readonly sendFindings: StateMachine;
  readonly pruneIp: StateMachine;

  constructor(scope: Construct, id: string, props: OrchestrationStackProps) {
    super(scope, id, props);
    const alarmTopicArn = props.shared.alarmTopic.arn;
    const { AddIpToDdbArn, GetIpFromDdbArn, RemoveIpFromDdbArn, UpdateNfRgArn, SendGdFindingArn } = addFunctions(
      this,
      props,
    );
    const machine = (name: string, definition: object, functions: Record<string, string>) =>
      new StateMachine(this, name, { definition, functions, alarmTopicArn });

    this.recordIp = machine("record-ip", recordIp, { AddIpToDdbArn, UpdateNfRgArn, SendGdFindingArn });
    this.sendFindings = machine("send-findings", sendFindings, { SendGdFindingArn });
    this.pruneIp = machine("prune-ip", pruneIp, {
      GetIpFromDdbArn,
      RemoveIpFromDdbArn,
      UpdateNfRgArn,
      SendGdFindingArn,
    });
    new RuleGroupAlarms(this, "rule-group", { alarmTopicArn });
    new Dashboard(this, "dashboard", { machines: [this.recordIp, this.sendFindings, this.pruneIp] });

    this.output("record_ip_state_machine_arn", "Records and blocks the hosts of a finding", this.recordIp.arn);
    this.output("send_findings_state_machine_arn", "Tells Slack about a finding", this.sendFindings.arn);
    this.output("prune_ip_state_machine_arn", "Lifts the blocks that have ended", this.pruneIp.arn);
    this.output(
      "update_rule_group_function_arn",
      "Reconciles the rule group with the table when invoked",
      UpdateNfRgArn,
    );
  }
}
