import { parseHost } from "../../../functions/domain/host";
import { specialRange } from "../../../functions/domain/special-range";

const rangeOf = (text: string) => {
  const host = parseHost(text);
  if (host === undefined) throw new Error(`${text} is no address`);
  return specialRange(host);
};

/** https://www.iana.org/assignments/iana-ipv4-special-registry: first and last of each, and the public neighbours. */
it.each([
  ["this network", "0.0.0.0", "0.255.255.255", undefined, "1.0.0.0"],
  ["private use", "10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0"],
  ["shared address space", "100.64.0.0", "100.127.255.255", "100.63.255.255", "100.128.0.0"],
  ["loopback", "127.0.0.0", "127.255.255.255", "126.255.255.255", "128.0.0.0"],
  ["link local", "169.254.0.0", "169.254.255.255", "169.253.255.255", "169.255.0.0"],
  ["private use", "172.16.0.0", "172.31.255.255", "172.15.255.255", "172.32.0.0"],
  ["IETF protocol assignments", "192.0.0.0", "192.0.0.255", "191.255.255.255", "192.0.1.0"],
  ["TEST-NET-1", "192.0.2.0", "192.0.2.255", "192.0.1.255", "192.0.3.0"],
  ["AS112", "192.31.196.0", "192.31.196.255", "192.31.195.255", "192.31.197.0"],
  ["AMT", "192.52.193.0", "192.52.193.255", "192.52.192.255", "192.52.194.0"],
  ["6to4 relay anycast", "192.88.99.0", "192.88.99.255", "192.88.98.255", "192.88.100.0"],
  ["private use", "192.168.0.0", "192.168.255.255", "192.167.255.255", "192.169.0.0"],
  ["direct delegation AS112", "192.175.48.0", "192.175.48.255", "192.175.47.255", "192.175.49.0"],
  ["benchmarking", "198.18.0.0", "198.19.255.255", "198.17.255.255", "198.20.0.0"],
  ["TEST-NET-2", "198.51.100.0", "198.51.100.255", "198.51.99.255", "198.51.101.0"],
  ["TEST-NET-3", "203.0.113.0", "203.0.113.255", "203.0.112.255", "203.0.114.0"],
  ["multicast", "224.0.0.0", "239.255.255.255", "223.255.255.255", undefined],
  ["reserved, and limited broadcast", "240.0.0.0", "255.255.255.255", undefined, undefined],
])("IPv4 %s: from %s to %s, and not beside it", (_, first, last, below, above) => {
  expect([first, last].map(rangeOf)).toEqual([expect.any(String), expect.any(String)]);
  expect(
    [below, above].flatMap((text) => (text === undefined ? [] : [rangeOf(text)])).every((r) => r === undefined),
  ).toBe(true);
});

/** https://www.iana.org/assignments/iana-ipv6-special-registry */
it.each([
  ["unspecified", "::", "::"],
  ["loopback", "::1", "::1"],
  ["IPv4-compatible", "::1.2.3.4", "::255.255.255.255"],
  ["IPv4-IPv6 translation", "64:ff9b::", "64:ff9b::ffff:ffff"],
  ["local-use translation", "64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"],
  ["discard only", "100::", "100::ffff:ffff:ffff:ffff"],
  ["dummy prefix", "100:0:0:1::", "100:0:0:1:ffff:ffff:ffff:ffff"],
  ["IETF protocol assignments", "2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["TEREDO", "2001::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["anycast", "2001:1::1", "2001:1::3"],
  ["benchmarking", "2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff"],
  ["AMT", "2001:3::", "2001:3:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["AS112-v6", "2001:4:112::", "2001:4:112:ffff:ffff:ffff:ffff:ffff"],
  ["ORCHID", "2001:10::", "2001:1f:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["ORCHIDv2", "2001:20::", "2001:2f:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["drone remote id", "2001:30::", "2001:3f:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["documentation", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["6to4", "2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["direct delegation AS112", "2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff"],
  ["documentation", "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["not allocated, below", "1fff::", "1fff:ffff::"],
  ["not allocated, above", "4000::", "5eff::"],
  ["segment routing", "5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["unique local", "fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["AWS's instance metadata", "fd00:ec2::254", "fd00:ec2::253"],
  ["link local", "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["site local", "fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["multicast", "ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
])("IPv6 %s: from %s to %s", (_, first, last) => {
  expect([first, last].map(rangeOf)).toEqual([expect.any(String), expect.any(String)]);
});

it.each([
  "2000::",
  "2001:200::",
  "2001:db7:ffff::",
  "2001:db9::",
  "2003::",
  "2600:1f18::1",
  "2620:4f:7fff::",
  "2620:4f:8001::",
  "3ffe::",
  "3fff:1000::",
  "8.8.8.8",
  "1.1.1.1",
])("%s is public", (text) => {
  expect(rangeOf(text)).toBeUndefined();
});

it.each(["::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254"])(
  "%s does not hide a special IPv4 host",
  (text) => {
    expect(rangeOf(text)).toEqual(expect.any(String));
  },
);
