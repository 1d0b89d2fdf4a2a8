import { readOptions } from "../../../local/storm/options";

const refusal = (...args: string[]): string => {
  try {
    readOptions(args);
  } catch (error) {
    return (error as Error).message;
  }
  return "taken";
};

describe("the options of npm run storm", () => {
  it("are the load of the design when there are none", () => {
    expect(readOptions([])).toEqual({
      load: {
        findings: 1_000,
        hosts: 500,
        concurrency: 100,
        lambdaLatencyMs: 0,
        firewallLatencyMs: 100,
        firewallRatePerSecond: 1,
        seed: 1,
      },
      maxUpdates: 5,
      growth: false,
      json: false,
      help: false,
    });
  });

  it("are each taken", () => {
    const args =
      "--findings 40 --hosts 20 --concurrency 30 --lambda-concurrency 10 --lambda-latency 1000 --firewall-latency 0 --firewall-rate 2.5 --max-updates 9 --seed 7 --json";

    expect(readOptions(args.split(" "))).toEqual({
      load: {
        findings: 40,
        hosts: 20,
        concurrency: 30,
        lambdaConcurrency: 10,
        lambdaLatencyMs: 1_000,
        firewallLatencyMs: 0,
        firewallRatePerSecond: 2.5,
        seed: 7,
      },
      maxUpdates: 9,
      growth: false,
      json: true,
      help: false,
    });
    expect(readOptions(["--growth"]).growth).toBe(true);
    // A small account records the findings over minutes: by more than one update.
    expect(readOptions(["--lambda-concurrency", "10"])).not.toHaveProperty("maxUpdates");
    expect(readOptions(["--lambda-concurrency", "10", "--max-updates", "3"])).toMatchObject({ maxUpdates: 3 });
    expect(readOptions(["-h"]).help).toBe(true);
  });

  it.each([
    [["--hosts", "0"], '--hosts must be a whole number from 1 to 15,000, and is "0"'],
    [["--findings", "-3"], "--findings"],
    [["--findings=-3"], '--findings must be a whole number from 1 to 100,000, and is "-3"'],
    [["--findings", "1e3"], 'and is "1e3"'],
    [["--findings", "ten"], 'and is "ten"'],
    [["--findings", ""], 'and is ""'],
    [["--findings", "1.5"], 'and is "1.5"'],
    [["--findings", "9".repeat(400)], "--findings must be"],
    [["--hosts", "30000", "--findings", "60000"], "--hosts must be a whole number from 1 to 15,000"],
    [["--concurrency", "0"], "--concurrency must be a whole number from 1 to 1,000"],
    [["--lambda-concurrency", "0"], "--lambda-concurrency must be a whole number from 1 to 1,000"],
    [["--lambda-latency", "x"], "--lambda-latency must be a whole number from 0 to 10,000"],
    [["--firewall-latency", "x"], "--firewall-latency must be a whole number from 0 to 60,000"],
    [["--firewall-rate", "0"], '--firewall-rate must be a number from 0.1 to 10,000, and is "0"'],
    [["--firewall-rate", "NaN"], 'and is "NaN"'],
    [["--max-updates", "Infinity"], 'and is "Infinity"'],
    [["--seed", "4294967296"], "--seed must be a whole number from 0 to 4,294,967,295"],
    [["--findings", "10", "--hosts", "11"], "--hosts 11 is more than --findings 10"],
    [["--growth", "--findings", "10"], "--growth has its own findings and hosts"],
    [["--growth", "--hosts", "10"], "--growth has its own findings and hosts"],
    [["--nonsense"], "Unknown option '--nonsense'; npm run storm -- --help lists the options"],
    [["1000"], "Unexpected argument '1000'"],
    [["--findings"], "--findings"],
    [["--json=yes"], "--json"],
  ])("%j are refused in one line", (args, message) => {
    const said = refusal(...args);

    expect(said).toContain(message);
    expect(said).not.toContain("\n");
  });
});
