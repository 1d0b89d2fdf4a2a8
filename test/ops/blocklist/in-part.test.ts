/** What is written, or in force, for a part only. */
import { row } from "../../functions/support/world";
import { DENIED, refusingTable, type AskedOfTable } from "./refusing-table";
import { startHostFile } from "./host-file";
import { NOW, startDesk, type Desk, type RunOptions } from "./support";

let desk: Desk;
let hostFile: ReturnType<typeof startHostFile>;
beforeEach(async () => {
  hostFile = startHostFile();
  desk = await startDesk();
});
afterEach(async () => {
  hostFile.remove();
  await desk.close();
});

const file = (...lines: readonly string[]): string => hostFile.write(...lines);
const WHY = `these credentials may not call dynamodb:PutItem: ${DENIED}`;
const isWrite = ({ operation }: AskedOfTable) => /^(Put|Update)Item$/.test(operation);

/** Runs it against a table that refuses to write some rows. */
async function refused(line: readonly string[], refuses: (asked: AskedOfTable) => boolean, options: RunOptions = {}) {
  const table = await refusingTable(desk.dynamoDb.url, (asked) => isWrite(asked) && refuses(asked));
  try {
    const ran = await desk.run(line, { ...options, environment: { AWS_ENDPOINT_URL_DYNAMODB: table.url } });
    return { ...ran, tried: table.asked.filter(isWrite).length };
  } finally {
    await table.close();
  }
}

describe("an import that fails half-way", () => {
  it("reconciles what is recorded, says what is not and why, and the second time does the rest", async () => {
    const name = file("5.6.7.1", "5.6.7.3", "5.6.7.5");
    const line = ["import", name, "--for", "1h", "--yes"];
    const { code, out } = await refused(line, ({ host }) => host === "5.6.7.3");

    const said = `2 of 3 hosts are recorded (5.6.7.1, 5.6.7.5), not 5.6.7.3: ${WHY}; import the file again`;
    expect({ code, out: out.slice(0, 2) }).toEqual({
      code: 1,
      out: [said, "2 hosts recorded, 0 rows put back, 0 ended blocks remembered, 0 stay as they are"],
    });
    expect(desk.dropped()).toEqual(["5.6.7.1/32", "5.6.7.5/32"]);
    expect(desk.told).toMatchObject([
      { Hosts: ["5.6.7.1", "5.6.7.5"], HostCount: 2, Note: said, Enforced: { NotBlocked: [] } },
    ]);

    const again = await desk.run(line);
    expect(again.out[0]).toBe("1 host recorded, 0 rows put back, 0 ended blocks remembered, 2 stay as they are");
    expect(desk.dropped()).toEqual(["5.6.7.1/32", "5.6.7.3/32", "5.6.7.5/32"]);
  });

  it("says both, when the reconcile fails too", async () => {
    desk.updateNfRg.breaks = ["TABLE_REFUSED", "no"];
    const { code, error } = await refused(
      ["import", file("5.6.7.1", "5.6.7.3"), "--yes"],
      ({ host }) => host === "5.6.7.3",
    );
    expect(code).toBe(1);
    expect(error).toMatch(/^1 of 2 hosts are recorded \(5\.6\.7\.1\), not 5\.6\.7\.3: .*; the rules may not equal/);
    expect(desk.told).toMatchObject([{ Hosts: ["5.6.7.1"], Note: error }]);
  });

  it("of an export, by its rows and what is remembered", async () => {
    const ForgetAt = Math.ceil(NOW.getTime() / 1_000) + 9_999;
    const rows = [
      { Table: "blocklist", ...row("5.6.7.1") },
      { Table: "blocklist", ...row("5.6.7.3") },
      { Table: "memory", ...row("5.6.7.5"), ForgetAt },
    ];
    const name = file(...rows.map((one) => JSON.stringify(one)));
    const { code, out, text } = await refused(["import", name, "--yes", "--json"], ({ host }) => host === "5.6.7.1");
    expect({ code, out: out.length }).toEqual({ code: 1, out: 1 });
    expect(JSON.parse(text)).toMatchObject({ restored: 1, remembered: 1, failed: 1 });
    expect(desk.told[0]?.Note).toBe(
      `2 of 3 rows are recorded (5.6.7.3), not 5.6.7.1: ${WHY}; import the file again; 1 ended block remembered again`,
    );
  });

  it("when nothing could be written is one line, nobody is told, and nothing is reconciled", async () => {
    const { code, error } = await refused(["import", file("5.6.7.1", "5.6.7.3"), "--yes"], () => true);
    expect({ code, error }).toEqual({ code: 1, error: WHY });
    expect([desk.told, desk.updateNfRg.asked]).toEqual([[], []]);
  });

  it("does not go on for ever when no row can be written", async () => {
    const { tried } = await refused(["import", file("5.6.7.0/24"), "--yes"], () => true);
    expect(tried).toBeLessThanOrEqual(50);
  });

  it("leaves what another operator has blocked while the question waited", async () => {
    const { out } = await desk.run(["import", file("5.6.7.1", "5.6.7.3"), "--for", "1h"], {
      answer: () => desk.run("block 5.6.7.3 --permanent --reason mine --yes"),
    });
    expect(out[0]).toContain("1 host recorded");
    expect(await desk.rows()).toMatchObject([{ HostIp: "5.6.7.1" }, { HostIp: "5.6.7.3", Reason: "mine" }]);
  });
});

it("an unblock that cannot end every spelling says which, and that the host is still blocked", async () => {
  await desk.put("blocklist", row("2600:1F18::0001"), row("2600:1f18::1"));
  await desk.run("reconcile --yes");
  desk.told.length = 0;
  const line = ["unblock", "2600:1f18::1", "--yes"];
  const { code, out } = await refused(line, ({ host }) => host === "2600:1F18::0001");
  expect({ code, out: out.slice(0, 2) }).toEqual({
    code: 1,
    out: [
      `1 of 2 rows of 2600:1f18::1 are ended, not 2600:1F18::0001: ${WHY}; unblock it again`,
      expect.stringContaining("2600:1f18::1 is still blocked: blocked since") as string,
    ],
  });
  expect(desk.told).toMatchObject([
    { Hosts: ["2600:1f18::1"], Note: expect.stringContaining("1 of 2 rows") as string, Enforced: { HostsInForce: 1 } },
  ]);
  expect((await desk.run(line)).code).toBe(0);
  expect(desk.dropped()).toEqual([]);
});

describe("an import whose hosts are not in force", () => {
  it("for want of room names them, and ends with 1", async () => {
    await desk.close();
    desk = await startDesk({ capacity: 3 });
    const name = file("5.6.7.1", "6.6.7.2", "7.6.7.3");
    const { code, out } = await desk.run(["import", name, "--yes"]);
    expect(code).toBe(1);
    expect(out).toEqual([
      "3 hosts recorded, 0 rows put back, 0 ended blocks remembered, 0 stay as they are",
      expect.stringMatching(/^2 hosts NOT blocked: .*6\.6\.7\.2.* \(OVER_CAPACITY: the rule group is full/) as string,
      expect.stringContaining("added") as string,
      "1 host in force, 3 of 3 units",
    ]);
    expect(desk.told).toMatchObject([
      { Enforced: { Blocked: ["5.6.7.1"], NotBlocked: [{ Reason: "OVER_CAPACITY" }, { Reason: "OVER_CAPACITY" }] } },
    ]);
    // All of them are there already, and still not in force.
    expect((await desk.run(["import", name, "--yes"])).code).toBe(1);
  });

  it("since the environment observes says so, and ends with 0", async () => {
    const name = file("5.6.7.1", "6.6.7.2");
    const { code, out } = await desk.run(["import", name, "--yes"], { config: { mode: "observe" } });
    expect({ code, second: out[1] }).toEqual({
      code: 0,
      second:
        "2 hosts NOT blocked: 5.6.7.1, 6.6.7.2 (OBSERVE_MODE: 5.6.7.1 would be blocked, but this environment only observes)",
    });
    expect(desk.told[0]?.Enforced?.NotBlocked).toHaveLength(2);
  });

  it("tells Slack some of many by name, and all by count", async () => {
    const name = file("5.6.7.0/26");
    await desk.run(["import", name, "--yes"], { config: { mode: "observe" } });
    expect(desk.told[0]?.Enforced?.NotBlocked).toHaveLength(20);
    expect(desk.told[0]?.Note).toContain("64 hosts NOT blocked: 5.6.7.0, ");
  });

  it("asks for no host whose block has ended, nor for one that was not recorded", async () => {
    const ended = { Table: "blocklist", ...row("5.6.7.1", { ExpiresAt: new Date(NOW.getTime() - 1).toISOString() }) };
    const running = { Table: "blocklist", ...row("2600:1F18::0001") };
    const name = file(JSON.stringify(ended), JSON.stringify(running));
    expect((await desk.run(["import", name, "--yes"])).code).toBe(0);
    expect(desk.updateNfRg.asked).toEqual([{ IPList: ["2600:1f18::1"], Lifted: [], FindingIds: [], Whole: true }]);
  });
});
