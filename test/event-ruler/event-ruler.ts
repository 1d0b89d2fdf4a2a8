/**
 * AWS's event-ruler (Maven Central), the code that EventBridge matches with, as a judge of our own matcher. It needs a
 * JDK and mvn, which a developer may not have: without them its test skips, and says so. Where SECHUB_REQUIRE_JAVA=1 is
 * set, as in CI, it fails.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";

export interface Case {
  readonly pattern: unknown;
  readonly event: unknown;
}

/** Where the jars are, or why event-ruler cannot be asked. */
export type Ruler = { readonly jars: string } | { readonly missing: string };

const POM = path.join(__dirname, "pom.xml");
const SOURCE = path.join(__dirname, "Verdicts.java");

/** Looks for Java, and fetches the jars unless they are there; .build is ignored by git. */
export function findRuler(): Ruler {
  // The source is compiled as it starts, which takes the module jdk.compiler: a JDK of Java 11 or newer.
  const modules = run("java", ["--list-modules"]);
  if (modules.problem !== undefined) return { missing: `no usable java: ${modules.problem}` };
  if (!modules.stdout.includes("jdk.compiler")) return { missing: "java has no compiler: a JDK is needed, not a JRE" };
  const version = createHash("sha256").update(readFileSync(POM)).digest("hex").slice(0, 12);
  const jars = path.join(__dirname, "../../.build/event-ruler", version);
  return existsSync(jars) ? { jars } : fetched(jars);
}

function fetched(jars: string): Ruler {
  // Beside its place and then into it: another run may do the same, and half a download must not look like a whole one.
  const beside = `${jars}.${process.pid}`;
  mkdirSync(beside, { recursive: true });
  const { problem } = run("mvn", [
    ...["--batch-mode", "--quiet", "--file", POM],
    ...["dependency:copy-dependencies", `-DoutputDirectory=${beside}`],
  ]);
  try {
    if (problem !== undefined) return { missing: `mvn could not fetch event-ruler: ${problem}` };
    if (!existsSync(jars)) renameSync(beside, jars);
    return { jars };
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

/** event-ruler's answers to all the cases, in one start of Java: "true", "false", or "invalid: " and why. */
export function verdicts({ jars }: { readonly jars: string }, cases: readonly Case[]): readonly string[] {
  const input = cases.map(({ pattern, event }) => `${JSON.stringify({ pattern, event })}\n`).join("");
  const { problem, stdout } = run("java", ["-cp", path.join(jars, "*"), SOURCE], input);
  if (problem !== undefined) throw new Error(`event-ruler could not be asked: ${problem}`);
  return stdout.trimEnd().split("\n");
}

function run(command: string, given: readonly string[], input = "") {
  const { error, status, stdout, stderr } = spawnSync(command, given, {
    input,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    timeout: 120_000,
  });
  const problem = error?.message ?? (status === 0 ? undefined : (stderr || stdout).trim().slice(0, 500));
  return { stdout, problem };
}
