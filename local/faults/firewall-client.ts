import { NetworkFirewallClient } from "@aws-sdk/client-network-firewall";
import { AwsError } from "../stand-ins/aws-error";
import type { JsonObject } from "../stand-ins/json";
import { ruleGroupOperations, type OperationName } from "../stand-ins/network-firewall/operations";
import type { RuleGroupSnapshot, RuleGroupState } from "../stand-ins/network-firewall/state";
import { named, type Invocation } from "./invocation";
import type { FaultKind } from "./scenario";

/** An update as it is asked for, before the service looks at it. */
export interface UpdateRequest {
  readonly invocation: string;
  readonly token: string;
  readonly request: JsonObject;
  readonly before: RuleGroupSnapshot;
}

export interface FirewallWatch {
  readonly onUpdate: (update: UpdateRequest) => void;
  readonly onStale: (invocation: string, token: string) => void;
}

/** The Network Firewall client of one invocation, over the operations of the stand-in, in memory and at once. */
export function simFirewallClient(
  state: RuleGroupState,
  arn: string,
  invocation: Invocation,
  watch: FirewallWatch,
): NetworkFirewallClient {
  const operations = ruleGroupOperations(state, () => arn);
  /** @param caller who sends it; a request that arrives late is nobody's new decision */
  const perform = (name: OperationName, input: object, caller = invocation.id): object => {
    const request = JSON.parse(JSON.stringify(input)) as JsonObject;
    const before = state.find(arn);
    if (name === "UpdateRuleGroup" && before !== undefined) {
      watch.onUpdate({ invocation: caller, token: String(request.UpdateToken), request, before });
    }
    try {
      return JSON.parse(JSON.stringify(operations[name](request))) as object;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.errorName === "InvalidTokenException") watch.onStale(caller, String(request.UpdateToken));
      throw named(error.errorName, error.message, { $metadata: { httpStatusCode: error.status } });
    }
  };
  const send = (command: { readonly constructor: { readonly name: string }; readonly input: object }) => {
    const name = command.constructor.name.replace("Command", "") as OperationName;
    return invocation.call({
      what: name,
      effect: () => perform(name, command.input),
      failure: (kind) => failureOf(name, kind),
      ...(name === "UpdateRuleGroup" && {
        later: () => void attempt(() => perform(name, command.input, `${invocation.id}, late`)),
      }),
    });
  };
  return Object.assign(Object.create(NetworkFirewallClient.prototype) as NetworkFirewallClient, { send });
}

/** Nobody hears how it ended. */
function attempt(effect: () => object): void {
  try {
    effect();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "InvalidTokenException") throw error;
  }
}

function failureOf(name: OperationName, kind: FaultKind): Error {
  if (kind === "stale" && name === "UpdateRuleGroup") {
    return named("InvalidTokenException", "injected", { $metadata: { httpStatusCode: 400 } });
  }
  return kind === "before"
    ? named("ThrottlingException", "injected", { $metadata: { httpStatusCode: 400 } })
    : named("InternalServerError", "injected", { $metadata: { httpStatusCode: 500 } });
}
