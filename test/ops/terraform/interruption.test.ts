import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describeWithTerraform } from "../deploy/support";

jest.setTimeout(240_000);

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "sechub interruption-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Two resources, of which the first takes a while and does not care for signals. */
function writeStack(stack: string): void {
  const slow = {
    input: "x",
    provisioner: { "local-exec": { command: "trap '' INT; for i in 1 2 3 4 5 6; do sleep 0.5; done" } },
  };
  const json = {
    terraform: { backend: { local: { path: path.join(folder, `${stack}.tfstate`) } } },
    resource: { terraform_data: { slow, later: { input: "y", depends_on: ["terraform_data.slow"] } } },
  };
  mkdirSync(path.join(folder, stack));
  writeFileSync(path.join(folder, stack, "cdk.tf.json"), JSON.stringify(json));
}

type Act = (pid: number) => void | Promise<void>;

/** A command that runs terraform so, and then has something else to do, as a process of its own. */
async function run(steps: readonly (readonly string[])[], until: string, act: Act, terraform = "terraform") {
  const main = path.join(folder, "main.ts");
  writeFileSync(
    main,
    `import { runTerraform } from ${JSON.stringify(path.resolve("ops/terraform/run-terraform"))};
void (async () => {
  for (const [folder = "", ...args] of ${JSON.stringify(steps)}) {
    const { status, stderr } = await runTerraform(folder, args, console.log);
    console.log("ended with", status, stderr);
  }
  console.log("something else");
  await new Promise((resolve) => setTimeout(resolve, 30_000));
})();
`,
  );
  const child = spawn(process.execPath, ["scripts/run.mjs", main], {
    detached: true,
    env: { ...process.env, TERRAFORM_BINARY_NAME: terraform },
  });
  const told: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  let sent = false;
  const hear = (data: Buffer) => {
    told.push(data.toString());
    if (sent || !told.join("").includes(until)) return;
    sent = true;
    void act(child.pid ?? 0);
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const began = Date.now();
  return { code: await ended, text: told.join(""), seconds: (Date.now() - began) / 1_000 };
}
const at = (stack: string, ...args: string[]) => [path.join(folder, stack), ...args];
const APPLY = ["apply", "-no-color", "-input=false", "-auto-approve"];

describeWithTerraform("a signal while terraform itself applies", () => {
  it.each<readonly [string, Act]>([
    ["SIGTERM to the group", (pid) => void process.kill(-pid, "SIGTERM")],
    ["SIGINT to the group", (pid) => void process.kill(-pid, "SIGINT")],
    ["SIGTERM to node alone", (pid) => void process.kill(pid, "SIGTERM")],
  ])(
    "%s: it ends the resource in hand, writes its state, lets go of the lock; and no other is begun",
    async (_, act) => {
      writeStack("first");
      writeStack("second");
      const steps = [at("first", "init"), at("first", ...APPLY), at("second", "init")];
      const { code, text } = await run(steps, "Creating...", act);

      expect(text).toContain("Error: execution halted");
      expect(text).not.toMatch(/operation canceled|Two interrupts/);
      expect(readFileSync(path.join(folder, "first.tfstate"), "utf8")).toContain('"slow"');
      expect(existsSync(path.join(folder, ".first.tfstate.lock.info"))).toBe(false);
      expect(text.trimEnd().split("\n").at(-1)).toBe("interrupted at terraform init: nothing more is done");
      expect(existsSync(path.join(folder, "second", ".terraform"))).toBe(false);
      expect(code).toBe(1);
    },
  );
});

describeWithTerraform("a terraform in a wrapper that keeps signals to itself", () => {
  it("is reached by whoever insists", async () => {
    writeStack("first");
    const wrapper = path.join(folder, "wrapper");
    writeFileSync(wrapper, '#!/usr/bin/env bash\nterraform "$@"\nexit $?\n', { mode: 0o755 });
    const insist = async (pid: number) => {
      process.kill(-pid, "SIGINT");
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      process.kill(-pid, "SIGINT");
    };
    const steps = [at("first", "init"), at("first", ...APPLY), at("first", "init")];
    const { code, text } = await run(steps, "Creating...", insist, wrapper);

    expect(text).toContain("interrupted again: terraform gives up at once");
    expect(text).toContain("Error: execution halted");
    expect(code).toBe(1);
  });
});

describe("a terraform that a signal ends", () => {
  it("has a status as of a shell", async () => {
    const binary = path.join(folder, "ends");
    writeFileSync(binary, "#!/usr/bin/env bash\nkill -INT $$\n", { mode: 0o755 });
    const { text } = await run([at(".", "apply")], "something else", (pid) => void process.kill(pid, "SIGINT"), binary);

    expect(text).toContain("ended with 130");
  });
});

describeWithTerraform("a signal between two terraforms", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s ends the run at once, with 1", async (signal) => {
    const { code, text, seconds } = await run([at(".", "version")], "something else", (pid) => {
      process.kill(pid, signal);
    });

    expect(text.trimEnd().split("\n").at(-1)).toBe("interrupted");
    expect(code).toBe(1);
    expect(seconds).toBeLessThan(20);
  });
});
