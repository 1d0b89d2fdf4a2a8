/**
 * Findings as AWS has sent them, which are not part of this repository: SECHUB_REAL_FINDINGS names a folder of them.
 * Where there are none, local/fixtures has findings for the same judgements.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ConfigInput } from "../../../config/schema";
import type { Expected } from "../../../local/scenarios/scenario";
import { deployer } from "../../../local/scenarios/settings";
import { readEvents } from "../../../local/start/read-findings";
import { play } from "./support";

const FOLDER = process.env.SECHUB_REAL_FINDINGS ?? "";
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => file.endsWith(".json")) : [];

const EVERYTHING: ConfigInput = {
  blockActions: ["networkConnection", "portProbe", "awsApiCall", "kubernetesApiCall"],
  routing: { ipv6: true, portProbes: true, otherForms: true },
};

/** What a person would judge. */
const JUDGED: Readonly<Record<string, Expected>> = {
  "ssh-brute-force": {
    rules: ["catch-ipv4"],
    blocked: ["199.241.229.197"],
    said: [["Blocked 199.241.229.197", "SSHBruteForce"]],
  },
  "tor-caller": {
    rules: ["catch-ipv4"],
    blocked: ["192.42.116.14"],
    said: ["Blocked 192.42.116.14"],
  },
  "port-probe-two": { rules: ["catch-port-probe"], blocked: [], refused: ["SAMPLE"], said: ["(SAMPLE)"] },
  "bitcoin-tool": {
    rules: ["catch-ipv4", "catch-severity"],
    blocked: [],
    refused: ["SAMPLE"],
    said: ["(SAMPLE)", "HIGH finding"],
  },
  "c2-outbound": {
    rules: ["catch-ipv4", "catch-severity"],
    blocked: [],
    refused: ["SAMPLE"],
    said: ["(SAMPLE)", "HIGH finding"],
  },
  // Google's address: our own instance floods it.
  "dos-own-instance-notified": {
    rules: ["catch-ipv4", "catch-severity"],
    blocked: [],
    refused: ["NEVER_BLOCK_TYPE"],
    said: [["NEVER_BLOCK_TYPE", "our own instance floods the remote host"], "HIGH finding"],
  },
  "macie-high": { rules: ["catch-severity"], blocked: [], said: ["HIGH finding"] },
  "control-failed-critical": { rules: ["catch-severity"], blocked: [], said: ["CRITICAL finding"] },
};

const describeIfThere = files.length > 0 ? describe : describe.skip;

describeIfThere("each real finding, with everything routed", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "sechub real findings-"));
  const deploy = deployer("dev", folder);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is judged here", () => {
    expect(files.map((file) => path.basename(file, ".json")).sort()).toEqual(Object.keys(JUDGED).sort());
  });

  it.each(files)("%s", async (file) => {
    const expected = JUDGED[path.basename(file, ".json")] ?? { blocked: [], said: [] };
    const { region } = await deploy(EVERYTHING);
    const events = readEvents(path.join(FOLDER, file), region).map(({ event }) => event);

    const { failed } = await play(
      { name: file, line: "", config: EVERYTHING, steps: [{ title: file, events, expect: expected }] },
      deploy,
    );

    expect(failed).toEqual([]);
  });
});
