import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import path from "node:path";
import { unzipSync } from "fflate";
import { FUNCTION_NAMES } from "../../functions/contract/function-names";
import { copyProject, filesBelow, synthProject } from "../support/project-copy";
import { readTemplates, resource } from "../support/synth";

/** 130 KB: the largest zip that a cold start is meant to load. */
const MAX_ZIP_BYTES = 133_120;

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "sechub-same-")));
const here = path.join(folder, "here");
const there = path.join(folder, "some where else");
const outOf = (project: string) => path.join(project, "cdktf.out");

beforeAll(() => {
  for (const project of [here, there]) copyProject(project);
  synthProject(here, { TZ: "UTC", HOME: "/home/one" });
  synthProject(there, { TZ: "Pacific/Kiritimati", HOME: "/home/another", LANG: "de_DE.UTF-8" });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Paths and hashes: a difference is then one readable line. */
const fingerprint = (project: string) =>
  Object.fromEntries(
    [...filesBelow(outOf(project))].map(([file, content]) => [
      file,
      createHash("sha256").update(content).digest("hex"),
    ]),
  );

const zips = () => [...filesBelow(outOf(here))].filter(([file]) => file.endsWith(".zip"));
const codeOf = (zip: Buffer) => Buffer.from(unzipSync(zip)["index.js"] ?? []).toString("utf8");

describe("cdktf.out (I6)", () => {
  it("has the three stacks, five zips with a list of their packages each, and the manifest", () => {
    const files = Object.keys(fingerprint(here));
    const zipFiles = files.filter((file) => file.endsWith(".zip"));
    const lists = files.filter((file) => file.endsWith(".cdx.json"));
    expect(lists).toEqual(zipFiles.map((file) => file.replace(/zip$/, "cdx.json")));
    expect(files.filter((file) => ![...zipFiles, ...lists].includes(file))).toEqual([
      "manifest.json",
      "stacks/orchestration/cdk.tf.json",
      "stacks/routing/cdk.tf.json",
      "stacks/shared/cdk.tf.json",
    ]);
    expect(zips()).toHaveLength(5);
  });

  it("is the same in another folder, with a space, in another time zone and home", () => {
    expect(fingerprint(there)).toEqual(fingerprint(here));
  });

  it("is the same after a second synth, with nothing left of an earlier one but what is Terraform's", () => {
    const stale = path.join(folder, "stale");
    cpSync(here, stale, { recursive: true, verbatimSymlinks: true });
    const stack = path.join(outOf(stale), "stacks", "orchestration");
    mkdirSync(path.join(stack, "assets", "functions_add-ip-to-ddb_zip"));
    writeFileSync(path.join(stack, "assets", "functions_add-ip-to-ddb_zip", "old.zip"), "old");
    mkdirSync(path.join(outOf(stale), "stacks", "former"));
    writeFileSync(path.join(outOf(stale), "stacks", "former", "cdk.tf.json"), "{}");
    const lockFile = path.join(stack, ".terraform.lock.hcl");
    writeFileSync(lockFile, "# providers");

    synthProject(stale);

    expect(existsSync(lockFile)).toBe(true);
    rmSync(lockFile);
    expect(fingerprint(stale)).toEqual(fingerprint(here));
  });

  it("names no folder, no home, no user, no time and no secret", () => {
    const texts = [...filesBelow(outOf(here))].filter(([file]) => file.endsWith(".json"));
    expect(texts.length).toBeGreaterThan(3);
    const found = texts.flatMap(([file, content]) =>
      // 2012-10-17 is the version of the policy language.
      [...content.toString("utf8").replaceAll("2012-10-17", "").matchAll(SUSPICIOUS)].map(
        ([text]) => `${file}: ${text}`,
      ),
    );
    expect(found).toEqual([]);
  });
});

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const SUSPICIOUS = new RegExp(
  [
    ...[folder, process.cwd(), homedir()].filter((name) => name.length > 1).map(escape),
    ...(userInfo().username === "root" ? [] : [`\\b${escape(userInfo().username)}\\b`]),
    '"(/(home|Users|root|tmp|var|opt|srv)/|[A-Z]:\\\\\\\\)[^"]*"',
    "\\b(19|20)\\d\\d-\\d\\d-\\d\\d",
    // The host alone is the setting slack.webhookHosts.
    "hooks\\.slack\\.com/",
    "\\b(AKIA|ASIA)[A-Z0-9]{16}\\b",
    "(secret|access)_key",
    "BEGIN [A-Z ]*PRIVATE KEY",
  ].join("|"),
  "g",
);

describe("zips", () => {
  it.each(FUNCTION_NAMES)("%s: the function's hash is that of the file it names", (name) => {
    const { filename, source_code_hash: hash } = resource(
      readTemplates(outOf(here)).orchestration,
      "aws_lambda_function",
      name,
    );
    const zip = filesBelow(path.join(outOf(here), "stacks", "orchestration")).get(String(filename));
    expect(
      createHash("sha256")
        .update(zip ?? "")
        .digest("base64"),
    ).toBe(hash);
  });

  it("have one file, index.js", () => {
    expect(zips().map(([, zip]) => Object.keys(unzipSync(zip)))).toEqual(Array(5).fill(["index.js"]));
  });

  it("carry the earliest time that a zip can carry", () => {
    // The DOS time and date of the local header: 0, and 1980-01-01.
    expect(zips().map(([, zip]) => [zip.readUInt16LE(10), zip.readUInt16LE(12)])).toEqual(Array(5).fill([0, 0x21]));
  });

  it("can be read by the user that Lambda runs the code as", () => {
    const modes = zips().map(([, zip]) => zip.readUInt32LE(zip.indexOf(Buffer.from("PK\u0001\u0002")) + 38) >>> 16);
    expect(modes).toEqual(Array(5).fill(0o100644));
  });

  it.each(FUNCTION_NAMES)("%s is at most 130 KB", (name) => {
    const [, zip] = zips().find(([file]) => file.endsWith(`/${name}.zip`)) ?? [];
    expect(zip?.length).toBeGreaterThan(1_000);
    expect(zip?.length).toBeLessThanOrEqual(MAX_ZIP_BYTES);
  });

  it.each(FUNCTION_NAMES)("%s holds no cdktf, no path of the machine that built it and no source map", (name) => {
    const [, zip] = zips().find(([file]) => file.endsWith(`/${name}.zip`)) ?? [];
    const code = codeOf(zip ?? Buffer.of());
    expect(code).toContain("exports");
    for (const alien of ["cdktf", "@jsii", folder, process.cwd(), "node_modules/", "sourceMappingURL"]) {
      expect(code.includes(alien) && alien).toBe(false);
    }
  });
});
