import { allResources, resource, statements, synth } from "../support/synth";

const templates = synth({ routing: { ipv6: true, portProbes: true } });

/** What each role may start, by the role's address. */
const starting = allResources(templates, "aws_iam_role_policy").flatMap(({ address, attributes }) =>
  statements(attributes["policy"])
    .filter(({ Action }) => [Action].flat().some((action) => /^(states:Start|[a-z:]*\*)/.test(action)))
    .flatMap(({ Resource = [] }) => [Resource].flat().map((arn) => ({ role: address, arn }))),
);
const startedBy = (role: string) => starting.filter((one) => one.role === role).map(({ arn }) => arn);

describe("who starts state machines", () => {
  it("EventBridge's role: exactly those that a rule has for its target", () => {
    const targets = allResources(templates, "aws_cloudwatch_event_target").map(({ attributes }) => attributes["arn"]);

    expect(targets).toHaveLength(4);
    expect(new Set(startedBy("events-role_policy"))).toEqual(new Set(targets));
  });

  it("Scheduler's: exactly the one of its schedule", () => {
    const { target } = resource(templates.routing, "aws_scheduler_schedule", "prune");

    expect(startedBy("prune_role_policy")).toEqual([(target as { readonly arn: string }).arn]);
  });

  it("nobody else", () => {
    expect([...new Set(starting.map(({ role }) => role))].sort()).toEqual(["events-role_policy", "prune_role_policy"]);
  });
});
