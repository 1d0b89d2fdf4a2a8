import { BYSTANDER_HOST, BYSTANDER_MARK } from "../environment";
import type { Observed } from "../run-input";
import type { Sent } from "../world";
import { findingsIn, marksIn, type Seen } from "./findings";

/** A finding's words are in its own row, its own message, and in the logs of its own event. */
export function markProblems(observed: Observed): readonly string[] {
  const findings = findingsIn(observed.text);
  const known = new Set(findings.flatMap(({ marks }) => [...marks]));
  const { rows, sent, lines, answers } = observed;
  const everything = [
    ...rows.filter(({ HostIp }) => HostIp !== BYSTANDER_HOST).map((row) => ["a row", JSON.stringify(row)] as const),
    ...sent.map(({ channel, body }) => [`a message (${channel})`, body] as const),
    ...lines.map((line) => ["a log line", line] as const),
    ...answers.map(
      ({ result, error, function: name }) => [`${name}'s answer`, JSON.stringify(result ?? String(error))] as const,
    ),
  ];
  return [
    ...everything.flatMap(([what, text]) => [
      ...[...marksIn(text)].filter((mark) => !known.has(mark)).map((mark) => `${what} has ${mark} of another event`),
      ...(text.includes(BYSTANDER_MARK) ? [`${what} has the data of a host that no finding names`] : []),
    ]),
    ...rows.flatMap((row) => rowProblems(row.HostIp, JSON.stringify(row), findings)),
    ...answers
      .filter(({ what }) => what === "finding")
      .flatMap(({ sent: [from, to] }) => sent.slice(from, to))
      .flatMap((message) => messageProblems(message, findings)),
  ];
}

function rowProblems(host: string, row: string, findings: readonly Seen[]): readonly string[] {
  const naming = findings.filter(({ hosts }) => hosts.has(host)).flatMap(({ marks }) => [...marks]);
  const strange = [...marksIn(row)].filter((mark) => !naming.includes(mark));
  return strange.map((mark) => `the row of ${host} has ${mark} of a finding that does not name it`);
}

/** A message of one finding; a digest is of many. */
function messageProblems({ channel, body }: Sent, findings: readonly Seen[]): readonly string[] {
  if (
    / more messages? in the minute /.test(channel === "topic" ? (new URLSearchParams(body).get("Message") ?? "") : body)
  )
    return [];
  const marks = [...marksIn(body)];
  const isOfOne = marks.length === 0 || findings.some((finding) => marks.every((mark) => finding.marks.has(mark)));
  return isOfOne ? [] : [`a message (${channel}) of one finding has the words of another: ${marks.join(", ")}`];
}
