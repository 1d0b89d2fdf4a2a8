import { executionsOf } from "../aws/executions";
import { checkFailed, notServed } from "./check-failed";
import { judgeSmoke } from "./judge-smoke";
import { sampleEvent } from "./sample-event";
import type { Session } from "./session";

/** What the smoke test found. */
export interface Smoke {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

/** What fails is tried again for minutes, and the digest of a busy minute is waited for. */
const WITHIN_SECONDS = 300;

/** Sends a sample through the deployed state machine: recorded as refused, nobody blocked, Slack told. */
export async function smokeTest(session: Session): Promise<Smoke> {
  const { connection, clock, env, io } = session;
  const { target } = connection;
  const machine = `${target.config.prefix}-record-ip`;
  io.note(`smoke test: a sample finding goes through ${machine}`);
  const failed = (lines: readonly string[]): Smoke => ({
    ok: false,
    lines: lines.map((line, index) => (index === 0 ? `smoke test: FAILED: ${line}` : `  ${line}`)),
  });
  const executions = executionsOf(target, env, clock);
  try {
    if (executions === undefined) throw notServed(target);
    const [, partition = "", , region = "", account = ""] = (await connection.ruleGroupArn()).split(":");
    const event = sampleEvent({ partition, region, account, at: clock.now() });
    const arn = `arn:${partition}:states:${region}:${account}:stateMachine:${machine}`;
    const ended = await executions.run(arn, event, WITHIN_SECONDS * 1_000);
    const wrong = judgeSmoke(ended, WITHIN_SECONDS);
    if (wrong.length > 0) return failed(wrong);
    const fared = "refused as a sample, nobody blocked, Slack told. EventBridge's rules were no part of it";
    return { ok: true, lines: [`smoke test: a sample finding went through ${machine}: ${fared}`] };
  } catch (error) {
    return failed([checkFailed(error, target).message]);
  } finally {
    executions?.close();
  }
}
