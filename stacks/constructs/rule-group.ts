import { NetworkfirewallFirewallPolicy } from "@cdktf/provider-aws/lib/networkfirewall-firewall-policy";
import { NetworkfirewallRuleGroup } from "@cdktf/provider-aws/lib/networkfirewall-rule-group";
import { Construct } from "constructs";
import { managedActionName, PLACEHOLDER_CIDR, PLACEHOLDER_OFFSET } from "../../functions/contract/managed-rules";
import type { Config } from "../../config/schema";
import { BaseStack } from "../base-stack";
import type { Access, Statement } from "./statement";

/**
 * The STATELESS rule group. Terraform makes it with the placeholder and our custom action, and owns its shape;
 * from then on the functions own its rules, so Terraform ignores them (I5, docs/adr/0002).
 */
export class RuleGroup extends Construct {
  readonly arn: string;
  readonly name: string;
  private readonly config: Config;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const stack = BaseStack.baseOf(this);
    this.config = stack.config;
    const { firewall } = this.config;
    const group = new NetworkfirewallRuleGroup(this, "Resource", {
      name: stack.nameOf("blocklist"),
      description: "Remote hosts that GuardDuty found. The rules are written by update-nf-rg, not by Terraform.",
      type: "STATELESS",
      capacity: firewall.capacityUnits,
      ruleGroup: { rulesSource: { statelessRulesAndCustomActions: this.firstRules() } },
      ...this.encryption(),
      lifecycle: {
        // All three: with rule_group alone, a saved plan that changes the description sends the rules of its
        // state with the token of its state, and fails as soon as one host was blocked in between.
        ignoreChanges: ["rule_group", "description", "encryption_configuration"],
      },
    });
    this.arn = group.arn;
    this.name = group.name;
    if (firewall.policy) this.addPolicy(firewall.policy);
  }

  /** What update-nf-rg needs to reconcile this group. */
  reconciling() {
    return {
      environment: {
        RULE_GROUP_ARN: this.arn,
        MANAGED_ACTION: managedActionName(this.config.prefix),
        METRIC_DIMENSION: this.config.prefix,
        BASE_PRIORITY: String(this.config.firewall.basePriority),
      },
      statements: [
        { actions: ["network-firewall:DescribeRuleGroup", "network-firewall:UpdateRuleGroup"], resources: [this.arn] },
        ...this.keyUse(),
      ],
    } satisfies Access<Record<string, string>>;
  }

  private firstRules() {
    const loopback = [{ addressDefinition: PLACEHOLDER_CIDR }];
    return {
      customAction: [
        {
          actionName: managedActionName(this.config.prefix),
          actionDefinition: { publishMetricAction: { dimension: [{ value: this.config.prefix }] } },
        },
      ],
      statelessRule: [
        {
          priority: this.config.firewall.basePriority + PLACEHOLDER_OFFSET,
          ruleDefinition: {
            actions: ["aws:drop"],
            matchAttributes: { source: loopback, destination: loopback },
          },
        },
      ],
    };
  }

  private addPolicy(policy: NonNullable<Config["firewall"]["policy"]>): void {
    new NetworkfirewallFirewallPolicy(this, "policy", {
      name: BaseStack.baseOf(this).nameOf(policy.name),
      firewallPolicy: {
        statelessDefaultActions: policy.statelessDefaultActions,
        statelessFragmentDefaultActions: policy.statelessFragmentDefaultActions,
        statelessRuleGroupReference: [{ priority: 1, resourceArn: this.arn }],
      },
      ...this.encryption(),
    });
  }

  /**
   * Network Firewall uses a customer managed key with the rights of its caller. AWS lists neither the calls nor an encryption
   * context; it refuses a caller without rights as "Given KMS key is misconfigured" (aws-cdk issue 30586). Both conditions
   * hold for a service that calls KMS for a principal:
   * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
   */
  private keyUse(): Statement[] {
    const { kmsKeyArn, region } = this.config;
    if (kmsKeyArn === undefined) return [];
    const via = { StringEquals: { "kms:ViaService": `network-firewall.${region}.amazonaws.com` } };
    const resources = [kmsKeyArn];
    return [
      { actions: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"], resources, conditions: via },
      {
        actions: ["kms:CreateGrant"],
        resources,
        conditions: { ...via, Bool: { "kms:GrantIsForAWSResource": "true" } },
      },
    ];
  }

  private encryption() {
    const { kmsKeyArn } = this.config;
    return kmsKeyArn === undefined ? {} : { encryptionConfiguration: { keyId: kmsKeyArn, type: "CUSTOMER_KMS" } };
  }
}
