import { notification } from "../../../functions/contract/payloads";
import { PUBLIC_V4 } from "../../support/findings";
import {
  blocked,
  byOperator,
  enforced,
  hosts,
  nothingRemoved,
  pruned,
  recorded,
  rendered,
  textOf,
  titleOf,
} from "./notifications";

const HEADING = "*Unblocked as well, lifted before:*";
const lifted = (LiftedBeforeCount: number, LiftedBefore = hosts(Math.min(LiftedBeforeCount, 100))) => ({
  LiftedBefore,
  LiftedBeforeCount,
});
const quiet = { Added: [], AddedCount: 0, Blocked: [] };

it.each([
  ["a block", blocked({ Enforced: enforced(lifted(1)) })],
  ["a scheduled run", pruned({ Removed: nothingRemoved, Enforced: enforced({ ...quiet, ...lifted(1) }) })],
  ["an operator's change", byOperator({ Enforced: enforced(lifted(1)) })],
])("are named in the message of %s, in its title, and in the line that a digest has of it", (_, one) => {
  const message = rendered(one);
  expect(textOf(message)).toContain(`${HEADING} \`5.6.0.1\``);
  for (const text of [titleOf(message), message.text, message.line])
    expect(text).toContain("Unblocked 5.6.0.1 (lifted before)");
});

it("are counted beyond those that are named", () => {
  const message = rendered(blocked({ Enforced: enforced(lifted(1_234)) }));
  expect(textOf(message)).toMatch(/\*Unblocked as well, lifted before:\* .* and 1,214 more/);
  expect(titleOf(message)).toBe(`[prod] Blocked ${PUBLIC_V4}; Unblocked 1,234 hosts (lifted before)`);
  expect(message.line).toContain("Unblocked 5.6.0.1, 5.6.0.2, 5.6.0.3 and 1,231 more (lifted before)");
});

it.each([
  ["nothing else", {}, {}, "[prod] Unblocked 5.6.0.1 (lifted before)"],
  [
    "blocks that have ended",
    { Removed: ["9.9.9.9"], RemovedCount: 1 },
    {},
    "[prod] Unblocked 9.9.9.9; Unblocked 5.6.0.1 (lifted before)",
  ],
  [
    "a host that is blocked now",
    {},
    { Added: ["7.7.7.7"], AddedCount: 1 },
    "[prod] Unblocked 5.6.0.1 (lifted before); blocked 7.7.7.7",
  ],
])("are said by a scheduled run beside %s", (_, gone, more, title) => {
  const Enforced = enforced({ ...quiet, ...lifted(1), ...more });
  expect(titleOf(rendered(pruned({ Removed: { ...nothingRemoved, ...gone }, Enforced })))).toBe(title);
});

it("are not spoken of when there are none, nor by an outcome of a function that knew of none", () => {
  const before: Partial<ReturnType<typeof enforced>> = enforced();
  delete (before as { LiftedBefore?: unknown }).LiftedBefore;
  delete (before as { LiftedBeforeCount?: unknown }).LiftedBeforeCount;
  const read = notification.parse({ ...blocked({ Recorded: recorded() }), Enforced: before });
  expect(read).toMatchObject({ Enforced: { LiftedBefore: [], LiftedBeforeCount: 0 } });
  expect(textOf(rendered(read))).not.toContain(HEADING);
});
