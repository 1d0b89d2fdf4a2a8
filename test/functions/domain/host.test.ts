import fc from "fast-check";
import { cidrOf } from "../../../functions/domain/cidr";
import { compareHosts, parseHost, type Host } from "../../../functions/domain/host";
import { PUBLIC_V4, PUBLIC_V6 } from "../../support/findings";

it.each([
  [PUBLIC_V4, PUBLIC_V4, "ipv4"],
  ["0.0.0.0", "0.0.0.0", "ipv4"],
  ["255.255.255.255", "255.255.255.255", "ipv4"],
  [PUBLIC_V6, PUBLIC_V6, "ipv6"],
  ["2600:1F18:0:0:0005:0:0:0008", "2600:1f18::5:0:0:8", "ipv6"],
  ["::", "::", "ipv6"],
  ["::ffff:1.2.3.4", "1.2.3.4", "ipv4"],
  ["::FFFF:102:304", "1.2.3.4", "ipv4"],
  ["0:0:0:0:0:ffff:1.2.3.4", "1.2.3.4", "ipv4"],
  ["64:ff9b::1.2.3.4", "64:ff9b::102:304", "ipv6"],
  // IPv4-compatible is not IPv4-mapped: it is no IPv4 host.
  ["::1.2.3.4", "::102:304", "ipv6"],
])("reads %s as %s", (text, canonical, family) => {
  expect(parseHost(text)).toMatchObject({ text: canonical, family });
});

it.each([
  ["hexadecimal", "0x7f.1"],
  ["hexadecimal in four parts", "0x7f.0.0.1"],
  ["octal", "017700000001"],
  ["leading zeros", "01.2.3.4"],
  ["a short form", "1.2.3"],
  ["a number", "16909060"],
  ["blanks around it", " 1.2.3.4 "],
  ["a line end", "1.2.3.4\n"],
  ["a prefix", "1.2.3.4/0"],
  ["a prefix of one host", "1.2.3.4/32"],
  ["an IPv6 prefix", "2600::/32"],
  ["fullwidth digits", "１.2.3.4"],
  ["a fullwidth dot", "1。2.3.4"],
  ["a zone id", "fe80::1%eth0"],
  ["a part over 255", "999.1.2.3"],
  ["five parts", "1.2.3.4.5"],
  ["a port", "1.2.3.4:80"],
  ["brackets", "[2600::1]"],
  ["two double colons", "2600::1::2"],
  ["octal inside IPv6", "::ffff:010.1.2.3"],
  ["hexadecimal inside IPv6", "::ffff:0x7f.1.2.3"],
  ["a trailing leading zero inside IPv6", "::ffff:1.2.3.04"],
  ["a short form inside IPv6", "::ffff:1.2.3"],
  ["IPv4 in front of IPv6", "1.2.3.4::"],
  ["the empty text", ""],
  ["a name", "localhost"],
  ["a text that is longer than any address", "0".repeat(46)],
  ["a number that is no text", 16909060],
  ["nothing", undefined],
  ["null", null],
  ["a list", ["1.2.3.4"]],
])("refuses %s", (_, text) => {
  expect(parseHost(text)).toBeUndefined();
});

const addresses = fc.oneof(
  fc.ipV4(),
  fc.ipV4Extended(),
  fc.ipV6(),
  fc.string(),
  fc.stringMatching(/^[0-9a-f:.x%/]{1,45}$/),
);

it("gives a text that it reads as the same host: canonical means once for all", () => {
  fc.assert(
    fc.property(addresses, (text) => {
      const host = parseHost(text);
      expect(host && parseHost(host.text)).toEqual(host);
    }),
    { numRuns: 2_000 },
  );
});

it("reads every dotted decimal as itself, and writes a rule for one host only", () => {
  fc.assert(
    fc.property(fc.ipV4(), (text) => {
      const host = parseHost(text);
      expect(host?.text).toBe(text);
      expect(host && cidrOf(host).text).toBe(`${text}/32`);
    }),
  );
  expect(cidrOf(parseHost(PUBLIC_V6) as Host).text).toBe(`${PUBLIC_V6}/128`);
});

it("orders by family, then as numbers", () => {
  const texts = ["2600::10", "10.0.0.1", "2600::9", "9.0.0.1", "9.0.0.1"];
  const hosts = texts.map(parseHost) as Host[];
  expect(hosts.sort(compareHosts).map(({ text }) => text)).toEqual([
    "9.0.0.1",
    "9.0.0.1",
    "10.0.0.1",
    "2600::9",
    "2600::10",
  ]);
});
