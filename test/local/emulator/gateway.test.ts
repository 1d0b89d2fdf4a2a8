import { startGateway, type Gateway } from "../../../local/emulator/gateway";
import { DROP_CONNECTION, listen, type HttpRequest, type Listening } from "../../../local/stand-ins/http-server";

const open: { readonly close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

type Reply = Parameters<typeof listen>[0];

async function serve(handler: Reply): Promise<Listening> {
  const server = await listen(handler);
  open.push(server);
  return server;
}

async function gatewayTo(emulator: Reply, firewall: Reply = ok("firewall")): Promise<Gateway> {
  const [first, second] = [await serve(emulator), await serve(firewall)];
  const gateway = await startGateway({ emulator: first.url, services: { "network-firewall": second.url }, port: 0 });
  open.unshift(gateway);
  return gateway;
}

const ok =
  (body: string): Reply =>
  () =>
    Promise.resolve({ status: 200, body });

const signedFor = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=test/20300131/us-west-2/${service}/aws4_request, SignedHeaders=host, Signature=0`;

const ask = async (gateway: Gateway, service: string, body: string, target?: string) => {
  const answer = await fetch(gateway.url, {
    method: "POST",
    headers: { authorization: signedFor(service), ...(target !== undefined && { "x-amz-target": target }) },
    body,
  });
  return { status: answer.status, text: await answer.text() };
};

/** Drops the connection so many times, then answers. */
function dropping(times: number, seen: HttpRequest[]): Reply {
  return (request) => {
    seen.push(request);
    return Promise.resolve(seen.length <= times ? DROP_CONNECTION : { status: 200, body: "{}" });
  };
}

it("sends each request to the server of the service that it was signed for", async () => {
  const gateway = await gatewayTo(ok("emulator"));
  expect(await ask(gateway, "network-firewall", "{}")).toEqual({ status: 200, text: "firewall" });
  expect(await ask(gateway, "dynamodb", "{}")).toEqual({ status: 200, text: "emulator" });
});

it("asks again when an answer to a read is dropped", async () => {
  const seen: HttpRequest[] = [];
  const gateway = await gatewayTo(dropping(1, seen));
  expect(await ask(gateway, "states", "{}", "AWSStepFunctions.ListStateMachines")).toMatchObject({ status: 200 });
  expect(seen).toHaveLength(2);
});

it("does not send a write twice: the client decides after a 503", async () => {
  const seen: HttpRequest[] = [];
  const gateway = await gatewayTo(dropping(1, seen));
  expect(await ask(gateway, "states", "{}", "AWSStepFunctions.StartExecution")).toMatchObject({ status: 503 });
  expect(seen).toHaveLength(1);
});

describe("what MiniStack takes and does not give back", () => {
  it("is the tracing of a state machine", async () => {
    const gateway = await gatewayTo(ok('{"stateMachineArn":"arn:m"}'));
    const create = { name: "m", tracingConfiguration: { enabled: true } };
    await ask(gateway, "states", JSON.stringify(create), "AWSStepFunctions.CreateStateMachine");
    const describe = async (arn: string) => {
      const request = JSON.stringify({ stateMachineArn: arn });
      const { text } = await ask(gateway, "states", request, "AWSStepFunctions.DescribeStateMachine");
      return (JSON.parse(text) as { tracingConfiguration: unknown }).tracingConfiguration;
    };
    expect(await describe("arn:m")).toEqual({ enabled: true });
    expect(await describe("arn:other")).toEqual({ enabled: false });
  });

  it("is the days of a table's recovery, 35 where nobody said another number", async () => {
    const status = { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "ENABLED" } };
    const gateway = await gatewayTo(ok(JSON.stringify({ ContinuousBackupsDescription: status })));
    const days = async () => {
      const { text } = await ask(
        gateway,
        "dynamodb",
        '{"TableName":"t"}',
        "DynamoDB_20120810.DescribeContinuousBackups",
      );
      return /"RecoveryPeriodInDays":(\d+)/.exec(text)?.[1];
    };
    expect(await days()).toBe("35");
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 };
    const update = JSON.stringify({ TableName: "t", PointInTimeRecoverySpecification });
    await ask(gateway, "dynamodb", update, "DynamoDB_20120810.UpdateContinuousBackups");
    expect(await days()).toBe("7");
  });

  it("is the confirmation of a subscription, once somebody has followed the link", async () => {
    const pending = "<entry><key>PendingConfirmation</key><value>true</value></entry>";
    const gateway = await gatewayTo(ok(pending));
    const form = "Action=GetSubscriptionAttributes&SubscriptionArn=s";
    expect((await ask(gateway, "sns", form)).text).toContain("<value>true</value>");
    gateway.confirmSubscriptions();
    expect((await ask(gateway, "sns", form)).text).toContain("<value>false</value>");
  });

  it("is an alarm in the query protocol: it is asked for by JSON, and answered as XML", async () => {
    const seen: HttpRequest[] = [];
    const alarm = { AlarmName: "a<b", ActionsEnabled: false, AlarmActions: ["arn:t"], StateUpdatedTimestamp: 1 };
    const gateway = await gatewayTo((request) => {
      seen.push(request);
      return Promise.resolve({ status: 200, body: JSON.stringify({ MetricAlarms: [alarm] }) });
    });
    const form = "Action=DescribeAlarms&AlarmNames.member.1=a&AlarmTypes.member.1=MetricAlarm";
    const { text } = await ask(gateway, "monitoring", form);
    expect(JSON.parse(seen[0]?.body ?? "")).toEqual({ AlarmNames: ["a"], AlarmTypes: ["MetricAlarm"] });
    expect(text).toContain(
      "<MetricAlarms><member><AlarmName>a&lt;b</AlarmName><ActionsEnabled>false</ActionsEnabled><AlarmActions><member>arn:t</member></AlarmActions></member></MetricAlarms>",
    );
  });
});
