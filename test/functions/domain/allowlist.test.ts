import { parseAllowlist } from "../../../functions/domain/allowlist";
import { parseCidr } from "../../../functions/domain/cidr";
import { parseHost } from "../../../functions/domain/host";

const covering = (entries: readonly string[], text: string) => {
  const host = parseHost(text);
  if (host === undefined) throw new Error(`${text} is no address`);
  return parseAllowlist(entries).covering(host);
};

it.each([
  ["5.6.7.8", "5.6.7.8", true],
  ["5.6.7.8", "5.6.7.9", false],
  ["5.6.7.0/24", "5.6.7.255", true],
  ["5.6.7.0/24", "5.6.8.0", false],
  ["5.6.7.99/24", "5.6.7.1", true],
  ["0.0.0.0/0", "5.6.7.8", true],
  ["0.0.0.0/0", "2600::1", false],
  ["::/0", "5.6.7.8", false],
  ["2600:1F18::/32", "2600:1f18:ffff::1", true],
  ["2600:1f18::/32", "2600:1f19::1", false],
  ["2600:1f18:0:0::1", "2600:1f18::1", true],
  ["::ffff:5.6.7.8", "5.6.7.8", true],
  ["::ffff:5.6.0.0/112", "5.6.7.8", true],
  ["::ffff:5.6.0.0/112", "5.7.7.8", false],
])("%s covers %s: %s", (entry, host, covered) => {
  expect(covering(["9.9.9.9", entry], host)).toBe(covered ? entry : undefined);
});

it("covers nothing when it is empty", () => {
  expect(covering([], "5.6.7.8")).toBeUndefined();
});

/** Each could be read as another range by another reader, and then the wrong host is blocked. */
it.each([
  "10.8/16",
  "10/8",
  "010.0.0.0/8",
  "0x0a.0.0.0/8",
  "10.0.0.0/08",
  "10.0.0.0/33",
  "10.0.0.0/-1",
  "10.0.0.0/",
  "10.0.0.0/8/8",
  "2600::/129",
  "::ffff:10.0.0.0/95",
  "fe80::%eth0/64",
  " 10.0.0.1",
  "",
  "office",
])("refuses the entry %j by name", (entry) => {
  expect(parseCidr(entry)).toBeUndefined();
  expect(() => parseAllowlist(["1.2.3.4", entry])).toThrow(
    expect.objectContaining({
      name: "ENV_INVALID",
      message: expect.stringContaining(`"${entry}"`) as unknown,
    }) as Error,
  );
});
