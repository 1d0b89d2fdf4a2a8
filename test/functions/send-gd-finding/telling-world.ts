/** send-gd-finding over its real tables on a stand-in, with channels in memory and a clock that tests own. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { digestTable } from "../../../functions/adapters/digest-table";
import { outageTable } from "../../../functions/adapters/outage-table";
import { paceTable } from "../../../functions/adapters/pace-table";
import { toldTable } from "../../../functions/adapters/told-table";
import type { Notification, NotificationOf, NotifyOutcome } from "../../../functions/contract/payloads";
import type { Message } from "../../../functions/messages/message";
import { notify } from "../../../functions/send-gd-finding/notify";
import { startDynamoDb } from "../../../local/stand-ins/dynamodb/server";
import "../support/one-realm";
import { clientConfig } from "../../local/stand-ins/support";
import { event, networkConnection } from "../../support/findings";
import { ENFORCE, EXECUTION, found } from "../messages/notifications";

export const MINUTE_BEGAN = Date.parse("2026-03-02T10:00:00.000Z");

export interface Sent {
  readonly channel: string;
  /** Milliseconds since MINUTE_BEGAN, the sender's own sleep included. */
  readonly at: number;
  readonly text: string;
  /** All that it says. */
  readonly all: string;
}

/** An error in place of sending this message on this channel. */
type Fails = (channel: string, message: Message) => Error | undefined;
const NOTHING_FAILS: Fails = () => undefined;

export async function startTellingWorld() {
  const db = await startDynamoDb({ tables: [{ TableName: "notified", hashKey: "Key" }] });
  const client = new DynamoDBClient(clientConfig(db.url));
  const sent: Sent[] = [];
  const slept: { from: number; to: number }[] = [];
  const counted = new Map<string, number>();
  const world = {
    db,
    client,
    sent,
    /** When functions slept, in milliseconds since MINUTE_BEGAN. */
    slept,
    counted,
    perMinute: 2,
    channels: ["slack"] as readonly string[],
    /** Milliseconds since MINUTE_BEGAN. */
    now: 0,
    random: 0,
    /** Thrown in place of sending, when it answers an error. */
    fails: NOTHING_FAILS,
    /** What a channel waits for before it takes a message. */
    whileSending: (): Promise<void> => Promise.resolve(),
    close: async () => {
      client.destroy();
      await db.close();
    },
    /** One invocation. */
    call: async (notification: Notification, timeLeftMs = 60_000): Promise<NotifyOutcome> => {
      let ownSleep = 0;
      const began = world.now;
      const moment = () => began + ownSleep;
      const clock = {
        now: () => new Date(MINUTE_BEGAN + moment()),
        sleep: (milliseconds: number) => {
          slept.push({ from: moment(), to: moment() + milliseconds });
          ownSleep += milliseconds;
          return Promise.resolve();
        },
        random: () => world.random,
      };
      const run = notify({
        context: ENFORCE,
        clock,
        perMinute: world.perMinute,
        pace: paceTable({ client, tableName: "notified", spacingMs: 1_000 }),
        digests: digestTable({ client, tableName: "notified", clock }),
        outages: outageTable({ client, tableName: "notified" }),
        toldFor: (run) => toldTable({ client, tableName: "notified", ...run }),
        notifiersFor: () =>
          world.channels.map((name) => ({
            name,
            send: async (message) => {
              await world.whileSending();
              const failed = world.fails(name, message);
              if (failed !== undefined) throw failed;
              sent.push({ channel: name, at: moment(), text: message.text, all: JSON.stringify(message.blocks) });
            },
          })),
      });
      const count = (name: string, value: number) => void counted.set(name, (counted.get(name) ?? 0) + value);
      const telemetry = { info: () => {}, warn: () => {}, error: () => {}, count };
      return run(notification, { telemetry, requestId: "request", timeLeftMs: () => timeLeftMs - ownSleep });
    },
  };
  return world;
}

export type TellingWorld = Awaited<ReturnType<typeof startTellingWorld>>;

/** A notification of an execution of its own, about a finding of its own. */
export const foundBy = (execution: number | string, title = `finding-${execution}`): NotificationOf<"finding"> =>
  found({
    Execution: `${EXECUTION}-${execution}`,
    Event: event([networkConnection("5.6.7.8", { Id: title, Title: title, Severity: { Label: "HIGH" } })]),
  });

/**
 * What the state machine does with states that are entered at `world.now`: Wait as long as it is asked to, and enter the
 * state again. Answers each last answer, and how often a message was asked for in all.
 */
export async function untilTold<N extends Notification>(world: TellingWorld, notifications: readonly N[]) {
  const runs = notifications.map((notification) => ({
    notification,
    due: world.now,
    answer: undefined as NotifyOutcome | undefined,
  }));
  let calls = 0;
  for (let open = runs; open.length > 0;) {
    world.now = Math.min(...open.map(({ due }) => due));
    const due = open.filter((run) => run.due === world.now);
    calls += due.length;
    await Promise.all(
      due.map(async (run) => {
        run.answer = await world.call(run.answer ? again(run.notification, run.answer) : run.notification);
        run.due += run.answer.RetryAfterSeconds * 1_000;
      }),
    );
    open = open.filter(({ answer }) => (answer?.RetryAfterSeconds ?? 1) > 0);
  }
  return { answers: runs.map(({ answer }) => answer), calls };
}

/** The same state entered again after its wait: what the state machine does with a former answer. */
export const again = <N extends Notification>(notification: N, answer: NotifyOutcome, place = "Notified"): N => ({
  ...notification,
  Event: { ...(notification.Event as object), [place]: { Payload: answer } },
});
