import { blocksProblems } from "../../stand-ins/slack/blocks";
import { WEBHOOK_URL } from "../environment";
import type { Observed } from "../run-input";
import type { Sent } from "../world";
import { placesIn } from "../places";
import { mrkdwnProblems, plainProblems, slackProblems, titleProblems } from "./texts";

/** What each channel got: nothing that formats, mentions, links or hides anything but by us, and within its limits. */
export const messageProblems = ({ sent }: Observed): readonly string[] => sent.flatMap((one) => problemsOf(one));

function problemsOf({ channel, body }: Sent): readonly string[] {
  const problems = body.includes(WEBHOOK_URL.slice(-19)) ? ["it has the webhook's secret"] : CHECKS[channel](body);
  return problems.map((problem) => `${channel}: ${problem}`);
}

const CHECKS: Readonly<Record<Sent["channel"], (body: string) => readonly string[]>> = {
  slack: (body) => {
    const { text, blocks } = JSON.parse(body) as { readonly text: string; readonly blocks: unknown };
    const places = placesIn(blocks).filter(({ key, value }) => typeof value === "string" && !NO_TEXT.includes(key));
    return [
      ...blocksProblems(blocks),
      ...(text === "" || text.length > LONGEST_FALLBACK ? [`its text has ${text.length} characters`] : []),
      ...slackProblems(text),
      ...places
        .filter(({ key }) => key === "text")
        .flatMap(({ value, holder }) => (holder.type === "mrkdwn" ? slackProblems : titleProblems)(String(value))),
      ...places.filter(({ key }) => key === "url").flatMap(({ value }) => urlProblems(String(value))),
    ];
  },
  mrkdwn: (body) => {
    const { text } = JSON.parse(body) as { readonly text: string };
    const links = [...text.matchAll(/<([^|>]*)\|[^|>]*>/g)].map(([, url = ""]) => url);
    return [
      ...(text.length > LONGEST_TEXT ? [`it has ${text.length} characters`] : []),
      ...links.flatMap(urlProblems),
      ...mrkdwnProblems(text.replaceAll(/<https:\/\/[^|<>\s]*\|([^|<>]*)>/g, "$1")),
    ];
  },
  topic: (body) => {
    const form = new URLSearchParams(body);
    const [subject, text] = [form.get("Subject") ?? "", form.get("Message") ?? ""];
    return [
      ...(/^[\x21-\x7e][\x20-\x7e]{0,99}$/.test(subject)
        ? []
        : [`SNS does not take the subject ${JSON.stringify(subject)}`]),
      ...(Buffer.byteLength(text) > 262_144 ? [`SNS does not take ${Buffer.byteLength(text)} bytes`] : []),
      ...plainProblems(text),
    ];
  },
};

/** Rocket.Chat takes 5,000 characters by default. */
const LONGEST_TEXT = 5_000;
/** A notification shows far less. */
const LONGEST_FALLBACK = 4_000;
const NO_TEXT: readonly (string | number)[] = ["type", "emoji", "verbatim"];
const CONSOLE = /^https:\/\/[a-z0-9-]+\.console\.(?:aws\.amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn)\/[!-~]*$/;

const urlProblems = (url: string): readonly string[] =>
  CONSOLE.test(url) && URL.canParse(url) ? [] : [`it links to ${JSON.stringify(url.slice(0, 160))}`];
