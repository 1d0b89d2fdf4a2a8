import { REQUEST_TIMEOUT_MS } from "../../../functions/adapters/until-taken";
import { WAIT_FOR_FIREWALL_SECONDS } from "../../../functions/update-nf-rg/outage";
import { PATIENCE_MS } from "../../../functions/update-nf-rg/round-time";
import { resource, synth } from "../../support/synth";
import { worstSeconds, type Definition } from "./lint-definition";

const { orchestration } = synth();
const definition = JSON.parse(
  String(resource(orchestration, "aws_sfn_state_machine", "record-ip").definition),
) as Definition;
const timeout = Number(resource(orchestration, "aws_lambda_function", "update-nf-rg").timeout);

/** The longest time-out of one request to Network Firewall: the description of a full group is over 1 MB. */
const REQUEST_SECONDS = 25;
/** The last round begins when the patience ends, and both of its requests hang. */
const GIVES_UP_SECONDS = PATIENCE_MS / 1_000 + 2 * REQUEST_SECONDS;

describe("an outage of the firewall, by the figures of what is synthesized", () => {
  it("is an answer of update-nf-rg before Lambda ends it: its error would be retried, for minutes", () => {
    expect(GIVES_UP_SECONDS).toBeLessThan(timeout);
    expect(definition.States["BlockTraffic"]?.Parameters?.["Payload"]).toMatchObject({
      MayWait: true,
      "StartedAt.$": "$$.Execution.StartTime",
    });
  });

  it("is notified within two minutes of the first try to block", () => {
    // No Retry and no Wait stands between the answer and the message.
    expect(definition.States["BlockTraffic"]?.Next).toBe("Our turn?");
    expect(definition.States["Our turn?"]?.Choices?.[0]).toEqual({
      Variable: "$.Enforced.Payload.Outage",
      IsPresent: true,
      Next: "Notify Waiting",
    });
    // The message waits for no moment of the pace and no digest: three requests to Slack, and two waits between.
    expect(definition.States["Notify Waiting"]?.Parameters?.["Payload"]).not.toHaveProperty("CanWait");
    const sending = 3 * (REQUEST_TIMEOUT_MS / 1_000) + 2;
    const coldStarts = 2 * 10;
    expect(GIVES_UP_SECONDS + sending + coldStarts).toBeLessThanOrEqual(120);
  });

  it("is left to Notify Failure when the execution has waited long enough, before the machine's limit ends it", () => {
    const longest = WAIT_FOR_FIREWALL_SECONDS + worstSeconds(definition);
    expect(definition.TimeoutSeconds).toBeGreaterThanOrEqual(longest);
  });
});
