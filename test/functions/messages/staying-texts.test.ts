import { PUBLIC_V4 } from "../../support/findings";
import { blocked, enforced, OBSERVE, recorded, refused, rendered, textOf, titleOf } from "./notifications";

const said = (...args: Parameters<typeof rendered>) => textOf(rendered(...args));
const because = (Host: string, Reason: string, Detail: string) => ({ Host, Reason, Detail });

describe("a host that stays blocked though its finding blocks nobody any more", () => {
  const Refused = [
    because("", "RESOLVED", "nothing to block: the finding's workflow status is RESOLVED"),
    because(PUBLIC_V4, "STAYS_BLOCKED", `${PUBLIC_V4} stays blocked until 2026-04-01 09:00 UTC: only this lifts it`),
  ];

  it("is in the title, and comes first", () => {
    const message = rendered(refused({ Recorded: recorded({ IPList: [], Refused }) }));
    expect(titleOf(message)).toBe(`[prod] Stays blocked: ${PUBLIC_V4}`);
    expect(message.text).toContain(`. ${PUBLIC_V4} stays blocked until`);
    expect(textOf(message)).toContain(
      `*Stays blocked:*\n• ${PUBLIC_V4} stays blocked until 2026-04-01 09:00 UTC: only this lifts it (\`STAYS_BLOCKED\`)\n` +
        "*Nothing new is blocked:*\n• the finding's workflow status is RESOLVED (`RESOLVED`)\n",
    );
    expect(textOf(message)).not.toMatch(/Not blocked|Hosts it names|Why not/);
  });

  it("hides no host that is refused beside it", () => {
    const beside = [...Refused, because("10.1.2.3", "NOT_PUBLIC", "10.1.2.3 is not public")];
    const message = rendered(refused({ Recorded: recorded({ IPList: [], Refused: beside }) }), OBSERVE);
    expect(titleOf(message)).toBe(`[prod, observe] Stays on the blocklist: ${PUBLIC_V4}; not blocked: 10.1.2.3`);
  });

  it("is not among what was not recorded, beside a block", () => {
    const text = said(blocked({ Recorded: recorded({ Refused: Refused.slice(1) }), Enforced: enforced() }));
    expect(text).toContain(`*Stays blocked:*\n• ${PUBLIC_V4} stays blocked until`);
    expect(text).not.toContain("Not recorded");
  });
});
