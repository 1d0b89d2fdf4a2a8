import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import * as fc from "fast-check";
import { PERMANENT } from "../../../functions/domain/host-row";
import { row } from "../../functions/support/world";
import { startHostFile } from "./host-file";
import { CALLER, NOW, startDesk, type Desk } from "./support";

let desk: Desk;
let hostFile: ReturnType<typeof startHostFile>;
beforeEach(async () => {
  hostFile = startHostFile();
  desk = await startDesk({ capacity: 4_000 });
});
afterEach(async () => {
  hostFile.remove();
  await desk.close();
});

const file = (...lines: readonly string[]): string => hostFile.write(...lines);
const empty = async () => {
  for (const word of ["blocklist", "memory"]) {
    for (const { HostIp } of await desk.rows(word)) {
      await desk.client.send(
        new DeleteItemCommand({ TableName: `sechub-ops-${word}`, Key: { HostIp: { S: String(HostIp) } } }),
      );
    }
  }
};

describe("import of addresses", () => {
  it("blocks addresses and the hosts of CIDRs, each once, with comments and blank lines between", async () => {
    const name = file("# from the incident", "5.6.7.8   # seen twice", "", "5.6.7.8", "6.6.6.0/30", "2600:1F18::1");
    const { code, out } = await desk.run(["import", name, "--permanent", "--reason", "incident 17", "--yes"]);

    expect({ code, first: out[0] }).toEqual({
      code: 0,
      first: "6 hosts recorded, 0 rows put back, 0 ended blocks remembered, 0 stay as they are",
    });
    expect(desk.dropped()).toEqual(["5.6.7.8/32", "6.6.6.0/30", "2600:1f18::1/128"]);
    expect(await desk.rows()).toHaveLength(6);
    for (const one of await desk.rows())
      expect(one).toMatchObject({ Source: "operator", Reason: "incident 17", BlockedBy: CALLER, ExpiresAt: PERMANENT });
  });

  it("changes nothing the second time", async () => {
    const name = file("5.6.7.8", "6.6.6.6");
    await desk.run(["import", name, "--for", "72h", "--yes"]);
    const [before, writes, updates] = [await desk.rows(), desk.writes(), desk.updates()];
    desk.pass(60_000);
    const { out } = await desk.run(["import", name, "--for", "72h", "--yes"]);

    expect(out[0]).toBe("0 hosts recorded, 0 rows put back, 0 ended blocks remembered, 2 stay as they are");
    expect(await desk.rows()).toEqual(before);
    expect(desk.updates()).toBe(updates);
    // The turn is taken and given back.
    expect(desk.writes()).toBe(writes + 2);
  });

  it("leaves hosts unblocked that were, and takes findings' blocks over, and says so before and afterwards", async () => {
    await desk.run("block 5.6.7.8 --yes");
    await desk.run("unblock 5.6.7.8 --yes");
    await desk.put(
      "blocklist",
      row("6.6.6.6"),
      row("7.7.7.7", { LiftedAt: row("").CreatedAt, ExpiresAt: row("").CreatedAt }),
    );
    const name = file("5.6.7.8", "6.6.6.6", "7.7.7.7", "8.8.8.8");
    const lifted = expect.stringContaining("unblocked before, and left so: 5.6.7.8, 7.7.7.7. If they") as string;

    const { notes } = await desk.run(["import", name], { answer: "n" });
    expect(notes.slice(1)).toEqual([
      "1 host of them findings block already: these become an operator's blocks",
      lifted,
    ]);

    const { code, out } = await desk.run(["import", name, "--yes"]);
    expect({ code, out: out.slice(0, 2) }).toEqual({
      code: 0,
      out: ["2 hosts recorded, 0 rows put back, 0 ended blocks remembered, 0 stay as they are", lifted],
    });
    expect(desk.dropped()).toEqual(["6.6.6.6/32", "8.8.8.8/32"]);
    expect(desk.told.at(-1)?.Note).toEqual(lifted);
  });

  it("names every bad line with its number, and writes none of the good ones", async () => {
    const name = file(
      "5.6.7.8",
      "10.0.0.1",
      "9.9.9.9 # ours",
      "evil.example.com",
      "5.0.0.0/8",
      "9.9.8.0/23",
      "2600::/64",
      '{"Table":"blocklist"',
      "01.2.3.4",
    );
    const { code, error } = await desk.run(["import", name, "--yes"]);

    expect(code).toBe(1);
    expect(error.split("\n")).toEqual([
      `${name}:2: 10.0.0.1 is not a public address (private), and is never blocked`,
      `${name}:3: 9.9.9.9 is on the allowlist (9.9.9.0/24), and is never blocked`,
      expect.stringContaining(`${name}:4: "evil.example.com" is no address`),
      expect.stringContaining(`${name}:5: 5.0.0.0/8 has 16777216 addresses: at most 256 (/24)`),
      expect.stringContaining(`${name}:6: 9.9.8.0/23 has 512 addresses`),
      expect.stringContaining(`${name}:7: 2600::/64 has 18446744073709551616 addresses: at most 256 (/120)`),
      `${name}:8: it begins as JSON and is none`,
      expect.stringContaining(`${name}:9: "01.2.3.4" is no address: it has a number with a leading zero`),
      "nothing was imported: 8 bad lines",
    ]);
    expect(desk.writes()).toBe(0);
  });

  it("refuses a CIDR with one protected host in it", async () => {
    expect((await desk.run(["import", file("52.0.0.0/30"), "--yes"])).error).toContain(
      "52.0.0.1 is an address of our own",
    );
  });

  it("asks with the counts, and says who would lose the place", async () => {
    await desk.close();
    desk = await startDesk({ capacity: 5 });
    await desk.put("blocklist", row("7.7.7.7"));
    await desk.run("reconcile --yes");
    const { error, notes } = await desk.run(["import", file("5.6.7.8", "6.6.6.4/30", "4.4.4.4")], { answer: "no" });
    expect(error).toBe("nothing was changed");
    expect(notes[0]).toContain("block 6 hosts (1 CIDR written out) until 2026-04-01 10:00 UTC");
    expect(notes.join("\n")).toContain("7.7.7.7 would lose the place in it");
    expect(await desk.rows()).toHaveLength(1);
  });
});

describe("export", () => {
  it("brings back what was lost: rows, what others added, and what is remembered", async () => {
    await desk.run("block 5.6.7.8 --permanent --yes");
    await desk.put(
      "blocklist",
      { ...row("6.6.6.6", { OtherFindings: [row("x")] }), Ticket: { id: 7, open: true } },
      row("7.7.7.7", { LiftedAt: row("").ExpiresAt }),
    );
    await desk.put("memory", { ...row("8.8.8.8"), ForgetAt: NOW.getTime() / 1000 + 99 });
    await desk.run("reconcile --yes");
    const [rows, memory, rules] = [await desk.rows(), await desk.rows("memory"), desk.rules()];
    const { out } = await desk.run("export");
    expect(out.map((line) => (JSON.parse(line) as { HostIp: string }).HostIp)).toEqual([
      "5.6.7.8",
      "6.6.6.6",
      "7.7.7.7",
      "8.8.8.8",
    ]);
    expect((await desk.run("export")).out).toEqual(out);

    await empty();
    await desk.run("reconcile --yes");
    expect(desk.dropped()).toEqual([]);
    const { code, out: said } = await desk.run(["import", file(...out), "--yes"]);

    expect({ code, said: said[0] }).toEqual({
      code: 0,
      said: "0 hosts recorded, 3 rows put back, 1 ended block remembered, 0 stay as they are",
    });
    expect(await desk.rows()).toEqual(rows);
    expect(await desk.rows("memory")).toEqual(memory);
    expect(desk.rules()).toEqual(rules);
  });

  it("does not call a host enforced that no reconcile has blocked", async () => {
    await desk.run("block 5.6.7.8 --yes");
    const { out } = await desk.run("export");
    await empty();
    await desk.put("blocklist", row("6.6.6.6"));
    desk.firewall.failNext("UpdateRuleGroup", { errorName: "AccessDeniedException" });

    const { code, error } = await desk.run(["import", file(...out), "--yes"]);

    expect({ code, error }).toEqual({
      code: 1,
      error: expect.stringContaining("hosts.txt is imported; the rules may not equal the table yet: ") as string,
    });
    expect((await desk.rows()).map(({ HostIp, EnforcedAt }): unknown => [HostIp, EnforcedAt])).toEqual([
      ["5.6.7.8", undefined],
      ["6.6.6.6", undefined],
    ]);
  });

  it("is read with what npm wrote before it, and from where the person is", async () => {
    await desk.run("block 5.6.7.8 --yes");
    const { out } = await desk.run("export");
    await empty();
    file(
      "",
      "> sechub-firewall@0.1.0 blocklist",
      "> node scripts/run.mjs ops/blocklist/main.ts --env prod export",
      "",
      ...out,
    );
    const { text } = await desk.run(["import", "hosts.txt", "--yes"], { environment: { INIT_CWD: hostFile.folder } });
    expect(text).toContain("1 row put back");
  });

  it("puts nothing over what is remembered since", async () => {
    const later = { ...row("8.8.8.8", { Blocks: 2 }), ForgetAt: NOW.getTime() / 1000 + 99 };
    await desk.put("memory", { ...later, Blocks: 1 });
    const { out } = await desk.run("export");
    await desk.put("memory", later);
    expect((await desk.run(["import", file(...out), "--yes"])).text).toContain("0 ended blocks remembered");
    expect(await desk.rows("memory")).toEqual([later]);
  });

  it("puts no old row over a newer one", async () => {
    await desk.put("blocklist", row("5.6.7.8"));
    const { out } = await desk.run("export");
    await desk.run("unblock 5.6.7.8 --yes");
    await desk.run(["import", file(...out), "--yes"]);
    expect(desk.dropped()).toEqual([]);
  });

  it.each([
    ['{"Table":"other","HostIp":"5.6.7.8"}', 'its Table is neither "blocklist" nor "memory"'],
    ['{"Table":"blocklist","HostIp":"5.6.7"}', 'HostIp: "5.6.7" is no address'],
    [
      '{"Table":"blocklist","HostIp":"5.6.7.8","CreatedAt":"2026-01-01T00:00:00.000Z","LastSeenAt":"2026-01-01T00:00:00Z","ExpiresAt":"zzzz"}',
      'ExpiresAt of 5.6.7.8 is "zzzz"',
    ],
    [
      '{"Table":"memory","HostIp":"5.6.7.8","CreatedAt":"2026-01-01T00:00:00.000Z","LastSeenAt":"2026-01-01T00:00:00Z","ExpiresAt":"2026-01-01T00:00:00.000Z"}',
      "ForgetAt of 5.6.7.8 must be a number",
    ],
  ])("is validated like any file: %s", async (line, problem) => {
    expect((await desk.run(["import", file("# x", line), "--yes"])).error).toContain(`:2: ${problem}`);
    expect(desk.writes()).toBe(0);
  });
});

const publicHost = fc
  .tuple(fc.integer({ min: 11, max: 90 }), fc.integer({ min: 0, max: 3 }))
  .map(([a, d]) => `${a}.5.5.${d}`)
  .filter((host) => !host.startsWith("52."));

it("block, then unblock, leaves the rules as they were, whatever they were (property)", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(publicHost, { maxLength: 6 }), publicHost, async (others, host) => {
      await empty();
      await desk.put("blocklist", ...others.filter((one) => one !== host).map((one) => row(one)));
      await desk.run("reconcile --yes");
      const before = desk.rules();
      await desk.run(`block ${host} --yes`);
      expect(desk.rules()).not.toEqual(before);
      desk.pass(1_000);
      await desk.run(`unblock ${host} --yes`);
      expect(desk.rules()).toEqual(before);
    }),
    { numRuns: 10 },
  );
});
