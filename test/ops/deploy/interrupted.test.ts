import { spawn } from "node:child_process";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { planText, resource } from "../plan/plan-json";
import { startDesk, type Desk } from "./support";

jest.setTimeout(60_000);

let desk: Desk;
beforeEach(async () => {
  desk = await startDesk();
});
afterEach(() => desk.close());

/** A terraform whose apply lasts until it is interrupted, and lets go of the lock then. */
function slowTerraform(): string {
  const binary = path.join(desk.root, "slow terraform");
  const show = planText({ resource_changes: [resource("aws_sqs_queue.q", { after: {} })] });
  writeFileSync(
    binary,
    `#!${process.execPath}
const { writeFileSync } = require("node:fs");
const [, command, ...args] = process.argv.slice(2);
if (command === "version") console.log('{"terraform_version":"1.11.4"}');
if (command === "show") console.log(${JSON.stringify(show)});
const out = args.find((arg) => arg.startsWith("-out="));
if (out) writeFileSync(out.slice(5), "");
if (command === "apply") {
  const alive = setInterval(() => {}, 1000);
  for (const signal of ["SIGINT", "SIGTERM"])
    process.once(signal, () => {
      clearInterval(alive);
      writeFileSync(${JSON.stringify(path.join(desk.root, "unlocked"))}, signal);
      console.error("Error: execution halted");
      process.exitCode = 1;
    });
  console.log("aws_sqs_queue.q: Creating...");
}
`,
  );
  chmodSync(binary, 0o755);
  return binary;
}

describe("npm run deploy that is interrupted", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "by %s while it applies: waits for terraform, says what may be done, and how to go on",
    async (signal) => {
      const args = ["scripts/run.mjs", "ops/deploy/main.ts", "--env", "dev", "--yes"];
      const child = spawn(process.execPath, args, {
        // A group of its own, as a shell makes it: Ctrl-C goes to all of it.
        detached: true,
        env: {
          PATH: process.env["PATH"],
          CDKTF_OUTDIR: desk.outdir,
          TERRAFORM_BINARY_NAME: slowTerraform(),
          ...desk.env,
        },
      });
      const pid = child.pid ?? 0;
      const [out, err]: string[][] = [[], []];
      let sent = false;
      child.stdout.on("data", (data: Buffer) => out?.push(data.toString()));
      child.stderr.on("data", (data: Buffer) => {
        err?.push(data.toString());
        if (sent || !data.toString().includes("Creating...")) return;
        sent = true;
        process.kill(signal === "SIGINT" ? -pid : pid, signal);
      });
      const code = await new Promise((resolve) => child.once("close", resolve));
      const text = out?.join("") ?? "";

      expect(existsSync(path.join(desk.root, "unlocked"))).toBe(true);
      expect(text).toContain(
        "stopped at shared\nshared: terraform apply failed: it ended with 1\n  Error: execution halted\n",
      );
      expect(text).toContain(
        "applied: nothing; perhaps in part: shared; not applied: orchestration, routing\nto go on: ",
      );
      expect(code).toBe(1);
    },
  );
});
