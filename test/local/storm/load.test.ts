import { AddressBlocks } from "../../../functions/domain/address-blocks";
import { parseHost } from "../../../functions/domain/host";
import { specialRange } from "../../../functions/domain/special-range";
import { hostAt, MAX_HOSTS, stormEvents, type Load } from "../../../local/storm/load";
import { shuffled } from "../../../local/storm/shuffle";
import { fixture } from "../../support/findings";

const LOAD: Load = {
  findings: 10,
  hosts: 4,
  concurrency: 1,
  lambdaLatencyMs: 0,
  firewallLatencyMs: 0,
  firewallRatePerSecond: 1,
  seed: 1,
};
const events = (overrides: Partial<Load> = {}) => stormEvents({ ...LOAD, ...overrides }, fixture("ssh-brute-force"));
const findingOf = ({ event }: ReturnType<typeof events>[number]) =>
  event.detail.findings[0] as Record<"Id" | "LastObservedAt", string>;

describe("the hosts of a storm", () => {
  const hosts = Array.from({ length: MAX_HOSTS }, (_, i) => hostAt(i));

  it("are all different and public", () => {
    expect(new Set(hosts).size).toBe(MAX_HOSTS);
    const parsed = hosts.flatMap((host) => parseHost(host) ?? []);
    expect(parsed.map(({ text }) => text)).toEqual(hosts);
    expect(parsed.filter((host) => specialRange(host) !== undefined)).toEqual([]);
  });

  it("never merge into a wider block", () => {
    const blocks = new AddressBlocks();
    for (const host of hosts) blocks.add(parseHost(host) ?? failed(host), Infinity);

    expect(blocks.list()).toHaveLength(MAX_HOSTS);
  });
});

describe("the events of a storm", () => {
  it("name each host in turn, each by a finding of its own that was observed at its own time", () => {
    const findings = events().map(findingOf);

    expect(new Set(findings.map(({ Id }) => Id)).size).toBe(10);
    expect(new Set(findings.map(({ LastObservedAt }) => LastObservedAt)).size).toBe(10);
    expect(countBy(events().map(({ host }) => host))).toEqual({
      [hostAt(0)]: 3,
      [hostAt(1)]: 3,
      [hostAt(2)]: 2,
      [hostAt(3)]: 2,
    });
  });

  it("carry their host and their id wherever the template has its own", () => {
    for (const sent of events()) {
      const text = JSON.stringify(sent.event);
      expect(text).toContain(`"${sent.host}"`);
      expect(text).not.toContain("5.6.7.8");
      expect(text.split(findingOf(sent).Id).length).toBeGreaterThan(2);
    }
  });

  it("come in the same order for the same seed, in another for another, and in none that is sorted", () => {
    const order = (seed: number) => events({ seed, findings: 50 }).map((event) => findingOf(event).Id);

    expect(order(1)).toEqual(order(1));
    expect(order(1)).not.toEqual(order(2));
    expect(order(1)).not.toEqual(order(1).toSorted());
    expect(order(1).toSorted()).toEqual(order(2).toSorted());
  });
});

describe("shuffled", () => {
  it("brings each item to each place about equally often", () => {
    const counts = [0, 0, 0];
    for (let seed = 0; seed < 3_000; seed += 1) {
      const place = shuffled(["a", "b", "c"], seed).indexOf("a");
      counts[place] = (counts[place] ?? 0) + 1;
    }

    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });
});

const countBy = (names: readonly string[]) =>
  names.reduce<Record<string, number>>((counts, name) => ({ ...counts, [name]: (counts[name] ?? 0) + 1 }), {});

function failed(host: string): never {
  throw new Error(`${host} is no host`);
}
