/** Whatever sends somebody to the runbook sends them to a chapter that is there. */
import { readdirSync, readFileSync } from "node:fs";
import { PERMANENT_ERRORS, RETRYABLE_ERRORS } from "../../functions/contract/errors";
import { leftOutLines, noPolicyLines, repairLines } from "../../functions/messages/enforcement-lines";
import { nextStep } from "../../functions/messages/next-steps";
import { enforced } from "../functions/messages/notifications";
import { chapters } from "./runbook";

describe("links into the runbook", () => {
  it.each(["docs/runbook.md", "docs/errors.md", "docs/kms-key.md", "docs/ci.md", "README.md", "config/schema.ts"])(
    "of %s lead to a chapter",
    (file) => {
      const ours = file === "docs/runbook.md" ? /\]\(#([\w-]+)\)/g : /runbook\.md#([\w-]+)/g;
      const anchors = [...readFileSync(file, "utf8").matchAll(ours)].map(([, anchor = ""]) => anchor);
      const known = chapters.map(({ anchor }) => anchor);
      expect(anchors.filter((anchor) => !known.includes(anchor))).toEqual([]);
    },
  );

  it("of commands and functions, by title or by anchor, lead to a chapter", () => {
    const files = ["ops", "functions", "stacks", "config", "local"].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .map((name) => readFileSync(`${folder}/${name}`, "utf8")),
    );
    const all = (pattern: RegExp) => files.flatMap((text) => [...text.matchAll(pattern)].map(([, name = ""]) => name));
    const titles = all(/docs\/runbook\.md, "?([A-Z][\w ]+)/g);
    const anchors = all(/docs\/runbook\.md#([\w-]+)/g);
    expect([titles.length, anchors.length].every((count) => count > 0)).toBe(true);
    expect(titles.filter((title) => !chapters.some((one) => one.title === title))).toEqual([]);
    expect(anchors.filter((anchor) => !chapters.some((one) => one.anchor === anchor))).toEqual([]);
  });

  it.each([...RETRYABLE_ERRORS, ...PERMANENT_ERRORS, "States.Timeout", "States.Permissions", "TypeError"])(
    "of the Slack message of %s lead to the chapter of that error",
    (code) => {
      const [, anchor] = / More: `docs\/runbook\.md#([\w-]+)`$/.exec(nextStep(code)) ?? [];
      const found = chapters.filter(({ codes }) => codes.includes(code)).map((one) => one.anchor);
      // An error that nobody knows has the chapter of every other name.
      expect([anchor]).toEqual(found.length > 0 ? found : ["an-error-of-lambda-or-step-functions"]);
    },
  );

  it("of Slack's other messages lead to a chapter", () => {
    const lines = [noPolicyLines, leftOutLines, repairLines].flatMap((linesOf) =>
      linesOf(enforced({ UsedByNoPolicy: true, LeftOutCount: 1, StrangeCount: 1 })),
    );
    const anchors = [...lines.join("\n").matchAll(/`docs\/runbook\.md#([\w-]+)`/g)].map(([, anchor]) => anchor);
    expect(anchors).toEqual(["no-policy-uses-the-group", "a-full-group", "rules-were-changed-by-hand"]);
    expect(anchors.filter((anchor) => !chapters.some((one) => one.anchor === anchor))).toEqual([]);
  });

  it("have targets that are told apart", () => {
    const anchors = chapters.map(({ anchor }) => anchor);
    expect(new Set(anchors).size).toBe(anchors.length);
  });
});
