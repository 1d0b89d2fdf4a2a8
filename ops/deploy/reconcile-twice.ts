import { reconcileDeployed, type Checked } from "./reconcile-deployed";
import type { Session } from "./session";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency */
const RIGHTS_ARRIVE_MS = 20_000;

/** Behind an apply, rights that were given a moment ago may not have arrived everywhere: what fails then is tried once more. */
export async function reconcileTwice(session: Session): Promise<Checked> {
  const first = await reconcileDeployed(session);
  if (first.ok) return first;
  session.io.note("the reconcile failed; once more in 20 s, since new rights take a while to arrive");
  await session.clock.sleep(RIGHTS_ARRIVE_MS);
  return reconcileDeployed(session);
}
