import { readFileSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../errors";
import { LOCAL_ACCOUNT } from "../synthesized/references";

/** An EventBridge event, as Security Hub emits it. */
export type Event = Readonly<Record<string, unknown>> & { readonly detail: { readonly findings: readonly unknown[] } };

export interface ReadEvent {
  readonly event: Event;
  /** The region that the event came from, when it was another: the local run has one region only. */
  readonly movedFrom?: string;
}

/**
 * Reads events from a file: an event, a bare finding, an array of either, or `{"Findings": […]}`.
 * @param file relative to the folder that npm was called in
 * @throws UsageError that says what is wrong with the file
 */
export function readEvents(file: string, region: string): readonly ReadEvent[] {
  const absolute = path.resolve(process.env.INIT_CWD ?? process.cwd(), file);
  const documents = documentsOf(parse(read(absolute, file), file));
  if (documents.length === 0) throw new UsageError(`${file} holds no finding`);
  return documents.map((document, index) => inRegion(eventOf(document, `${file}, entry ${index + 1}`), region));
}

function read(absolute: string, file: string): string {
  try {
    return readFileSync(absolute, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parse(content: string, file: string): unknown {
  try {
    return JSON.parse(content.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function documentsOf(content: unknown): readonly unknown[] {
  if (Array.isArray(content)) return content;
  return isObject(content) && Array.isArray(content.Findings) ? content.Findings : [content];
}

function eventOf(document: unknown, where: string): Event {
  if (!isObject(document))
    throw new UsageError(`${where}: neither an event nor a finding, but ${JSON.stringify(document)?.slice(0, 40)}`);
  if (isObject(document.detail)) {
    if (Array.isArray(document.detail.findings)) return document as Event;
    throw new UsageError(`${where}: an event without detail.findings, so not one of Security Hub`);
  }
  if (!("ProductArn" in document) && !("Id" in document)) {
    throw new UsageError(`${where}: neither an event (no detail) nor a finding (no Id and no ProductArn)`);
  }
  return envelope(document);
}

/** The event that Security Hub emits for a finding. */
const envelope = (finding: Readonly<Record<string, unknown>>): Event => ({
  version: "0",
  id: "00000000-0000-0000-0000-000000000000",
  "detail-type": "Security Hub Findings - Imported",
  source: "aws.securityhub",
  account: text(finding.AwsAccountId) ?? LOCAL_ACCOUNT,
  time: text(finding.UpdatedAt) ?? "1970-01-01T00:00:00Z",
  // Security Hub's events have the region of the finding.
  region: text(finding.Region) ?? text(finding.ProductArn)?.split(":")[3],
  resources: [],
  detail: { findings: [finding] },
});

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

function inRegion(event: Event, region: string): ReadEvent {
  const from = text(event.region) ?? region;
  return { event: { ...event, region }, ...(from !== region && { movedFrom: from }) };
}
