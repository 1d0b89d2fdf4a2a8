import { ANY_MARK } from "../recipe";
import { isObject, placesIn } from "../places";
import { canonical, strictlyRead } from "./public-host";

/** What an event says of a finding, read without the code that is fuzzed. */
export interface Seen {
  /** Its own, and what a mutation has copied into it. */
  readonly marks: ReadonlySet<string>;
  /** Hosts that it names as the remote end, each in its canonical text. */
  readonly hosts: ReadonlySet<string>;
  /** It is GuardDuty's, active, and nobody's sample. */
  readonly mayBlock: boolean;
}

/** Where an address of the other side stands, in today's fields and in those of before. */
const REMOTE = /remoteIpDetails.ipAddressV[46]$|(?:Source|Destination)IpV[46]$/i;
const GUARDDUTY = /^arn:aws[a-z-]*:securityhub:[a-z0-9-]+::product\/aws\/guardduty$/;

export function findingsIn(text: string): readonly Seen[] {
  const event = JSON.parse(text) as { readonly detail?: { readonly findings?: unknown } | null };
  const findings = event.detail?.findings;
  return Array.isArray(findings) ? findings.map(seen) : [];
}

function seen(finding: unknown): Seen {
  const texts = placesIn([finding]).filter((place) => typeof place.value === "string");
  const named = texts.filter(({ path }) => REMOTE.test(path)).map(({ value }) => strictlyRead(String(value)));
  const keysAndValues = texts.map(({ path, value }) => `${path} ${String(value)}`).join(" ");
  return {
    marks: marksIn(keysAndValues),
    hosts: new Set(named.filter((host) => host !== undefined).map(canonical)),
    mayBlock: isObject(finding) && mayBlock(finding),
  };
}

function mayBlock({ ProductArn, RecordState, Workflow, Sample }: Readonly<Record<string, unknown>>): boolean {
  const status = isObject(Workflow) ? Workflow.Status : undefined;
  const isOver = RecordState === "ARCHIVED" || status === "SUPPRESSED" || status === "RESOLVED" || Sample === true;
  return typeof ProductArn === "string" && GUARDDUTY.test(ProductArn) && !isOver;
}

export const marksIn = (text: string): ReadonlySet<string> => new Set(text.match(ANY_MARK) ?? []);
