import { METRICS } from "../contract/metrics";
import type { ReconcileInput, ReconcileOutcome } from "../contract/payloads";
import type { Turns } from "../ports/turns";
import type { Invocation } from "../runtime/lambda-handler";
import { CodedError } from "../contract/coded-error";
import { enforcedAlready } from "./enforced-already";
import { mayWait, outageOrThrow } from "./outage";
import { observed, turnedAway, withEarlierPages } from "./outcome";
import type { RoundDeps } from "./one-round";
import { withPatience } from "./round-time";
import { reconcileInRounds } from "./rounds";

export interface ReconcileDeps extends RoundDeps {
  readonly turns: Turns;
}

/** Added to each wait for a turn, so that not all ask again at once. */
const TURN_JITTER_SECONDS = 4;

/**
 * Makes the rule group equal the projection of the blocklist (design, "Reconcile: the heart"). One at a time: who
 * comes meanwhile is told to come again, and finds then that its hosts are enforced, or that it is its turn.
 * A request with MayWait gets an outage of the firewall as an answer; without it, or when the execution has waited for
 * long, as an error.
 * @throws CodedError of reconcileInRounds, and of the ports
 */
export const reconcile =
  (deps: ReconcileDeps) =>
  async (input: ReconcileInput, invocation: Invocation): Promise<ReconcileOutcome> => {
    const outcome = mayBeLeft(deps, input) ? observed(input) : await inTurn(deps, input, invocation);
    return withEarlierPages(input.Before, outcome);
  };

/** In observe mode nobody is blocked anew; blocks of before end as they would, or their rules would stay for ever. */
const mayBeLeft = ({ mode }: ReconcileDeps, { IPList, Lifted, Whole }: ReconcileInput): boolean =>
  mode === "observe" && !Whole && IPList.length > 0 && Lifted.length === 0;

async function inTurn(deps: ReconcileDeps, input: ReconcileInput, invocation: Invocation): Promise<ReconcileOutcome> {
  const known = await enforcedAlready(deps, input, deps.clock.now());
  if (known !== undefined) return known;

  const { telemetry, requestId } = invocation;
  const turn = await deps.turns.take(requestId, deps.clock.now());
  if (turn.outcome === "wait") {
    telemetry.count(METRICS.turnsWaited, 1);
    if (input.MayWait && !mayWait(input, deps.clock.now())) {
      throw new CodedError("FIREWALL_BUSY", "other reconciles held the lease for as long as this execution may wait");
    }
    return turnedAway(turn.seconds + Math.floor(deps.clock.random() * TURN_JITTER_SECONDS));
  }
  try {
    return await reconcileInRounds(deps, input, input.MayWait ? withPatience(invocation) : invocation);
  } catch (error) {
    return await outageOrThrow(deps, input, error);
  } finally {
    await deps.turns.end(requestId, deps.clock.now()).catch((error: unknown) => {
      telemetry.warn("TURN_NOT_ENDED", "the next reconcile has to wait until this turn has run out", { error });
    });
  }
}
