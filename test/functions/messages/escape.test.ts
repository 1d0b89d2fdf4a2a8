import fc from "fast-check";
import { codeText, mrkdwnText, plainText } from "../../../functions/messages/escape";

const JOINER = "\u2060";

/** Strings made to hurt: what Slack reads as syntax, what a terminal or an eye reads wrong, and plain characters. */
const nasty = fc
  .array(
    fc.oneof(
      { weight: 2, arbitrary: fc.string({ unit: "binary" }) },
      {
        weight: 3,
        arbitrary: fc.constantFrom(
          ..."&<>*_~`@:|\n\r\t\u0000\u0007\u001B\u007F\u0085\u00AD\u200B\u200D\u202E\u2028\u2066\uFEFF\uD800\uDC00".split(
            "",
          ),
          "<!channel>",
          "<@U012ABCDEF>",
          "@channel",
          "@here",
          "@EVERYONE",
          "@\u200Bchannel",
          "@\u202Ehere",
          "@@channel",
          "<https://evil.example|safe>",
          "https://evil.example",
          ":white_check_mark:",
          "&amp;",
          "&lt;",
          "😀",
          "👩‍👩‍👧",
          "a",
        ),
      },
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(""));

const FORMS = [
  ["mrkdwn", mrkdwnText],
  ["plain", plainText],
  ["code", codeText],
] as const;

describe.each(FORMS)("%s text", (form, escape) => {
  const all = (check: (text: string, limit: number, value: string) => void, unit = nasty) =>
    fc.assert(
      fc.property(unit, fc.integer({ min: 8, max: 200 }), (value, limit) => check(escape(value, limit), limit, value)),
      { numRuns: 2_000 },
    );

  it("has no control, bidirectional or invisible character but our own word joiner", () => {
    all((text) => expect(text.replaceAll(JOINER, "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u));
  });

  it("has no < and no >, and each & begins a whole entity", () => {
    all((text) => {
      expect(text).not.toMatch(/[<>]/);
      expect(text.replaceAll(/&(?:amp|lt|gt);/g, "")).not.toContain("&");
    });
  });

  it("mentions nobody", () => {
    all((text) => expect(text).not.toMatch(/@(?:channel|here|everyone)/i));
  });

  it("is never longer than its limit, and ends with … when it was cut", () => {
    all((text, limit) => expect(text.length).toBeLessThanOrEqual(limit));
    expect(escape("x".repeat(10_000), 50)).toMatch(form === "code" ? /^`x+…`$/ : /^x+…$/);
    expect(escape("&".repeat(10_000), 50)).toMatch(/^`?(?:&amp;)+…`?$/);
  });

  it("keeps pairs of surrogates whole", () => {
    expect(escape("😀".repeat(100), 21)).toMatch(/^`?(?:😀)+…`?$/u);
  });

  it("leaves what is harmless as it is", () => {
    for (const text of [
      "Backdoor:EC2-DenialOfService.Dns",
      "2600:1f18::5:6:7:8",
      "my_bucket_name, 10% of it",
      "Ünï 漢字",
    ]) {
      expect(escape(text, 100).replaceAll("`", "")).toBe(text);
    }
  });
});

it.each([
  ["<!channel>", "&lt;!channel&gt;"],
  ["<@U012ABCDEF>", "&lt;@U012ABCDEF&gt;"],
  ["@channel look", `@${JOINER}channel look`],
  ["@Here", `@${JOINER}Here`],
  ["@\u200Beveryone", `@${JOINER}everyone`],
  ["<https://evil.example|AWS>", `&lt;https:${JOINER}//evil.example|AWS&gt;`],
  ["*bold* _it_ ~gone~ `code`", "∗bold∗ ˍitˍ ∼gone∼ 'code'"],
  ["```\nhidden", "''' hidden"],
  ["all good :white_check_mark:", `all good :${JOINER}white_check_mark:`],
  ["score :100: of it", `score :${JOINER}100: of it`],
  ["arn:aws:s3", `arn:${JOINER}aws:s3`],
  ["a\n> quote\r\n• item", "a &gt; quote • item"],
  ["\u202Etxt.exe\u2066", "txt.exe"],
  ["R&D &amp;", "R&amp;D &amp;amp;"],
  ["snake_case stays", "snake_case stays"],
])("mrkdwn: %j shows as %j", (value, shown) => expect(mrkdwnText(value, 200)).toBe(shown));

it("formats nothing in mrkdwn", () => {
  fc.assert(
    fc.property(nasty, (value) => {
      const text = mrkdwnText(value, 500);
      expect(text).not.toMatch(/[*~`]/);
      expect(text).not.toMatch(/(?<![\p{L}\p{N}_])_|_(?![\p{L}\p{N}_])/u);
      expect(text).not.toMatch(/:(?![\da-f]{1,4}:)[\p{L}\p{N}_+'-]+:/iu);
      expect(text).not.toContain("://");
    }),
    { numRuns: 2_000 },
  );
});

it("code text is one code span, whatever is in it", () => {
  fc.assert(fc.property(nasty, (value) => expect(codeText(value, 100)).toMatch(/^(?:`[^`\n]+`|unknown)$/)));
  expect(codeText("", 100)).toBe("unknown");
  expect(codeText("`rm` *x*", 100)).toBe("`'rm' *x*`");
});
