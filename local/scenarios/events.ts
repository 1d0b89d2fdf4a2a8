import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Event } from "../start/read-findings";
import { earlier } from "./pass-time";

/** A finding as the fixtures have it. */
type Finding = Readonly<Record<string, unknown>>;
type Fields = Readonly<Record<string, string>>;

/** The event of local/fixtures/<name>.json. */
export const fixture = (name: string): Event =>
  JSON.parse(readFileSync(path.resolve(`local/fixtures/${name}.json`), "utf8")) as Event;

const SERVICE = "aws/guardduty/service";
const hexOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 32);
const replaced = (event: Event, from: string, to: string): Event =>
  JSON.parse(JSON.stringify(event).replaceAll(from, to)) as Event;

/** The same event with another finding: `detail` has one, unless `several` made it. */
export const withFinding = (event: Event, change: (finding: Finding) => Finding): Event => ({
  ...event,
  detail: { ...event.detail, findings: event.detail.findings.map((finding) => change(finding as Finding)) },
});

/** With these fields of the finding; one that is undefined is taken away. */
export const having = (event: Event, fields: Finding): Event =>
  withFinding(event, (finding) => ({ ...finding, ...fields }));

const productFieldsOf = (finding: Finding) => (finding.ProductFields ?? {}) as Fields;
export const havingProductFields = (event: Event, fields: Fields): Event =>
  withFinding(event, (finding) => ({ ...finding, ProductFields: { ...productFieldsOf(finding), ...fields } }));

/** Another finding: the same but for its Id, which is of this text. */
export function another(event: Event, text: string): Event {
  const [finding] = event.detail.findings as readonly { readonly Id: string }[];
  const id = finding?.Id.split("/").at(-1) ?? "";
  return replaced(event, id, hexOf(`${id} ${text}`));
}

/** SSH passwords are tried from this host, of either family. Each host has a finding of its own. */
export const bruteForceFrom = (host: string): Event =>
  host.includes(":")
    ? replaced(another(fixture("ipv6-connection"), host), "2600:1f18::5:6:7:8", host)
    : replaced(another(fixture("ssh-brute-force"), host), "5.6.7.8", host);

/** One finding about probes from all of these hosts: an entry of PortProbeDetails each. */
export function probesFrom(hosts: readonly string[]): Event {
  const probe = (index: number) => `${SERVICE}/action/portProbeAction/portProbeDetails.${index}_`;
  const entries = hosts.flatMap((host, index) => [
    [`${probe(index)}/localIpDetails/ipAddressV4`, "10.0.1.23"],
    [`${probe(index)}/remoteIpDetails/ipAddress${host.includes(":") ? "V6" : "V4"}`, host],
  ]);
  return withFinding(another(fixture("port-probe"), hosts.join()), (finding) => ({
    ...finding,
    ProductFields: {
      ...Object.fromEntries(Object.entries(productFieldsOf(finding)).filter(([key]) => !key.includes("portProbe"))),
      ...(Object.fromEntries(entries) as Fields),
    },
  }));
}

/** One event with the findings of all of these. */
export const together = (...events: readonly [Event, ...Event[]]): Event => ({
  ...events[0],
  detail: { ...events[0].detail, findings: events.flatMap(({ detail }) => detail.findings) },
});

/** The same finding with its last activity so many hours later; with fewer than none, earlier. */
export const seenLater = (event: Event, hours: number): Event =>
  withFinding(event, (finding) => ({
    ...finding,
    LastObservedAt: earlier(finding.LastObservedAt, -hours),
    UpdatedAt: earlier(finding.UpdatedAt, -hours),
  }));

export const workflow = (event: Event, Status: string): Event => having(event, { Workflow: { Status } });
export const suppressed = (event: Event): Event => workflow(event, "SUPPRESSED");

/** With this label alone. */
export const ofSeverity = (event: Event, Label: string): Event => having(event, { Severity: { Label } });

/** With this one type, and the role that our own resource has in it; the title says both. */
export const ofType = (event: Event, type: string, role: "ACTOR" | "TARGET" = "TARGET"): Event =>
  havingProductFields(
    having(event, {
      Types: [type],
      FindingProviderFields: { Types: [type] },
      Title: `${type.split("/").at(-1)}, our resource is the ${role}`,
    }),
    {
      [`${SERVICE}/resourceRole`]: role,
    },
  );
