import type { Broken } from "./check";
import type { Tally } from "./tally";

/** What came out, as a table: outcomes by function, then the extremes. */
export function tallyLines(tally: Tally): readonly string[] {
  const rows = Object.entries(tally.outcomes).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const reasons = Object.entries(tally.reasons).toSorted(([, a], [, b]) => b - a);
  const extremes: readonly (readonly [string, string])[] = [
    ["messages sent to each channel", number(tally.messages)],
    ["slowest invocation", `${number(Math.ceil(tally.slowestMs))} ms`],
    ["longest log line", `${number(tally.longestLine)} bytes of ${number(32 * 1024)}`],
    ["largest input", `${number(tally.largestInput)} bytes`],
    ["inputs too large for Step Functions (256 KiB)", number(tally.overStepFunctions)],
  ];
  return [
    ...rows.map(([name, count]) => pair(name, number(count))),
    "",
    "refused by add-ip-to-ddb, by reason (an event may have several)",
    ...reasons.map(([name, count]) => pair(name, number(count))),
    "",
    ...extremes.map(([name, value]) => pair(name, value)),
  ];
}

const pair = (name: string, value: string): string => `  ${name.padEnd(46)} ${value.padStart(12)}`;

/** What is broken, by which input, and how to see it again. */
export const brokenLines = (
  { seed, path, problems, recipe, text }: Broken,
  where: "memory" | "zips",
): readonly string[] => [
  "A promise is broken:",
  ...problems.slice(0, 10).map((problem) => `  ${visible(shortened(problem))}`),
  ...(problems.length > 10 ? [`  … and ${problems.length - 10} more`] : []),
  "",
  `The smallest input that was found is made so: ${visible(shortened(JSON.stringify(recipe)))}`,
  "",
  `Its event (${number(text.length)} characters): ${visible(shortened(text))}`,
  "",
  `Play it again: npm run fuzz -- --seed ${seed} --path ${path}${where === "zips" ? " --zips 1" : ""}`,
];

const LONGEST = 8_000;

/** Signs that repeat themselves are counted. */
function shortened(text: string): string {
  const brief = text.replace(/(.{1,3}?)\1{15,}/gsu, (run, sign: string) => `${sign}{×${run.length / sign.length}}`);
  return brief.length > LONGEST ? `${brief.slice(0, LONGEST)}…` : brief;
}

/** A terminal must not be told what to do, either. */
const visible = (text: string): string =>
  text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);

const number = (value: number): string => value.toLocaleString("en-US");
