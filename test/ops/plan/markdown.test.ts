import fc from "fast-check";
import type { Gate } from "../../../ops/plan/gates";
import { MOST_CHARACTERS, renderMarkdown } from "../../../ops/plan/render-markdown";
import { renderText } from "../../../ops/plan/render-text";
import { reportOf } from "../../../ops/plan/report";
import type { Summary } from "../../../ops/plan/summary";
import { policy, resource, summaryOf } from "./plan-json";

const markdown = (summary: Summary, hit: readonly Gate[] = []) => renderMarkdown("prod", reportOf(summary, hit));

/** What is left without code spans, as CommonMark finds them: from a run of backticks to the next run of that length. */
function outsideCode(line: string): string {
  const [, before = "", rest = ""] = /^((?:\\.|[^`\\])*)([\s\S]*)$/.exec(line) ?? [];
  const fence = /^`+/.exec(rest)?.[0];
  if (fence === undefined) return before + rest;
  const close = new RegExp(`(?<!\`)${fence}(?!\`)`, "g");
  close.lastIndex = fence.length;
  const end = close.exec(rest);
  return end
    ? before + outsideCode(rest.slice(end.index + fence.length))
    : `${before}${fence}${outsideCode(rest.slice(fence.length))}`;
}

describe("Markdown", () => {
  it("begins with what a workflow finds its comment by, then the verdict and a table", () => {
    expect(
      markdown(summaryOf(resource("aws_sqs_queue.q", { before: {} })))
        .split("\n")
        .slice(0, 6),
    ).toEqual([
      "<!-- sechub-firewall plan prod -->",
      "## Plan of prod: changes in 1 of 1 stack.",
      "",
      "| stack | plan |",
      "| --- | --- |",
      "| shared | 1 to destroy |",
    ]);
  });

  it.each([
    ["a mention", "@everyone"],
    ["HTML", '</details><img src=x onerror="1">'],
    ["a comment that would hide the rest", "<!--"],
    ["backticks", "a `b` ``c`` d"],
    ["a backtick at the end", "a`"],
    ["a table", "a | b"],
    ["a link", "[x](https://evil.example)"],
    ["a reference", "#1 GH-1"],
    ["lines of its own", "a\n\n# heading\n- item\r\n"],
    ["the cursor of a terminal", "\u001b[2Jgone"],
    ["writing that runs backwards", "\u202Etxt.exe"],
  ])("lets no value become markup: %s", (_, value) => {
    const summary = summaryOf(
      resource("aws_sqs_queue.q", { before: { name: "a", [value]: "x" }, after: { name: value } }),
      resource(`aws_sqs_queue.r["${value}"]`, { before: { name: "a" } }),
    );
    const text = markdown(summary);
    const lines = text.split("\n").slice(1);

    expect(lines.map(outsideCode).join("\n")).not.toMatch(/@|<|evil|GH-|`|\p{Cc}(?<!\n)|\u202E/u);
    expect(text).not.toMatch(/^(# |- item)/m);
    expect(renderText(reportOf(summary, []))).not.toMatch(/\p{Cc}(?<!\n)|\u202E|^# /mu);
  });

  it("lets nothing through whatever the values are", () => {
    const nasty = fc.string({
      unit: fc.constantFrom("`", "``", "|", "<", "@", "\\", "\n", " ", "a", "*", "[", "-"),
      maxLength: 12,
    });
    fc.assert(
      fc.property(nasty, nasty, nasty, (a, b, key) => {
        const text = markdown(
          summaryOf(resource("aws_sqs_queue.q", { before: { name: a }, after: { name: b, [`k${key}`]: a } })),
        );

        expect(text.split("\n").slice(1).map(outsideCode).join("\n")).not.toMatch(/[<@`]/);
      }),
    );
  });

  it("does not take a sign for a list", () => {
    const statement = policy({ Effect: "Allow", Action: "sns:Publish" });
    const text = markdown(
      summaryOf(
        resource("aws_iam_role_policy.a", { before: { policy: statement } }),
        resource("aws_iam_role_policy.b", { after: { policy: statement } }),
      ),
    );

    expect(text).toContain("\n  - \\- Allow `sns:Publish`\n");
    expect(text).toContain("\n  - \\+ Allow `sns:Publish`\n");
  });

  it("is cut between lines with a sentence that says so, and what is lost is still in it", () => {
    const many = Array.from({ length: 3_000 }, (_, index) =>
      resource(`aws_sqs_queue.q${index}`, {
        before: { name: "a", size: 1 },
        after: { name: `b${index}`, size: index + 2 },
      }),
    );
    const text = markdown(summaryOf(...many, resource("aws_dynamodb_table.blocklist", { before: {} })));

    expect(text.length).toBeLessThan(MOST_CHARACTERS);
    expect(text.length).toBeGreaterThan(MOST_CHARACTERS / 2);
    expect(text).toMatch(
      /\n\n\*\*Cut here: \d+ more lines do not fit into a comment\. `npm run plan` shows them all\.\*\*\n$/,
    );
    expect(text).toContain("destroys the blocklist");
  });

  it("gives no single line all the room", () => {
    const names = Array.from({ length: 2_000 }, (_, index) => resource(`aws_sqs_queue.q${index}`, { after: {} }));

    expect(
      Math.max(
        ...markdown(summaryOf(...names))
          .split("\n")
          .map(({ length }) => length),
      ),
    ).toBeLessThan(2_001);
  });
});
