/**
 * DescribeAlarms in the query protocol, which the AWS provider speaks. MiniStack answers it without actions, period,
 * dimensions and more, and by JSON with all of it: so it is asked by JSON, and its answer is written as XML.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
export const isDescribeAlarms = (form: string): boolean => new URLSearchParams(form).get("Action") === "DescribeAlarms";

/** @param form body of a request for which isDescribeAlarms holds. Answers the body of the XML answer. */
export async function describeAlarms(form: string, emulator: string, authorization: string): Promise<string> {
  const fields = new URLSearchParams(form);
  const members = (name: string) =>
    [...fields].filter(([key]) => key.startsWith(`${name}.member.`)).map(([, value]) => value);
  const request = {
    ...(members("AlarmNames").length > 0 && { AlarmNames: members("AlarmNames") }),
    ...(members("AlarmTypes").length > 0 && { AlarmTypes: members("AlarmTypes") }),
    ...(fields.has("NextToken") && { NextToken: fields.get("NextToken") }),
  };
  const answer = await fetch(emulator, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "GraniteServiceVersion20100801.DescribeAlarms",
      authorization,
    },
    body: JSON.stringify(request),
  });
  const result = (await answer.json()) as Readonly<Record<string, unknown>>;
  return [
    '<DescribeAlarmsResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/">',
    `<DescribeAlarmsResult>${xmlOf(result)}</DescribeAlarmsResult>`,
    "<ResponseMetadata><RequestId>00000000-0000-4000-8000-000000000000</RequestId></ResponseMetadata>",
    "</DescribeAlarmsResponse>",
  ].join("");
}

/** Times are left out: JSON has them as numbers, XML as text, and no plan reads them. */
const isTime = (name: string): boolean => name.endsWith("Timestamp");

function xmlOf(value: unknown): string {
  if (Array.isArray(value)) return value.map((member) => `<member>${xmlOf(member)}</member>`).join("");
  if (typeof value !== "object" || value === null) return escaped(String(value ?? ""));
  return Object.entries(value)
    .filter(([name, inner]) => !isTime(name) && inner !== null && inner !== undefined)
    .map(([name, inner]) => `<${name}>${xmlOf(inner)}</${name}>`)
    .join("");
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
