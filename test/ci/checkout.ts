import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { WORKFLOWS } from "./workflows";

const REPOSITORY = "example/sechub-firewall";

/** What GitHub's runner has, and a laptop may not have. */
const TOOLS = ["bash", "git", "jq", "unzip", "terraform"];
const missing = TOOLS.filter((tool) => spawnSync("bash", ["-c", `command -v ${tool}`]).status !== 0);
if (missing.length > 0 && process.env["SECHUB_REQUIRE_TERRAFORM"] === "1")
  throw new Error(`missing: ${missing.join()}`);
if (missing.length > 0) console.warn(`The steps of the workflows are not tested: ${missing.join(", ")} missing`);
export const describeSteps = missing.length > 0 ? describe.skip : describe;

/** What GitHub knows; the stand-in of `gh` reads and changes it. */
export interface GitHub {
  comments?: { id: number; user: { login: string }; body: string }[];
  issues?: { number: number; user: { login: string }; body: string | null; title: string; state: string }[];
  artifacts?: object[];
  runs?: Readonly<Record<string, object>>;
}

export interface Ended {
  readonly status: number | null;
  readonly output: string;
  readonly summary: string;
}

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A checkout with the real scripts, real git, jq and terraform, and stand-ins for our commands and gh. */
export class Checkout {
  readonly root = mkdtempSync(path.join(tmpdir(), "sechub-ci-"));

  constructor() {
    cpSync(path.join(WORKFLOWS, "steps"), this.path(WORKFLOWS, "steps"), { recursive: true });
    mkdirSync(this.path("bin"));
    for (const [name, script] of Object.entries({ node: NODE, gh: GH }))
      writeFileSync(this.path("bin", name), script, { mode: 0o755 });
    this.write(".gitignore", "*\n!tracked\n");
    this.commit("first");
  }

  path(...parts: readonly string[]): string {
    return path.join(this.root, ...parts);
  }

  write(file: string, content: string | Uint8Array): void {
    mkdirSync(path.dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), content);
  }

  read(file: string): string {
    return readFileSync(this.path(file), "utf8");
  }

  has(file: string): boolean {
    return existsSync(this.path(file));
  }

  commit(content: string): void {
    this.write("tracked", content);
    const git = (...args: string[]) => execFileSync("git", args, { cwd: this.root, encoding: "utf8", stdio: "pipe" });
    git("init", "--quiet");
    git("add", "tracked");
    git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "--quiet", "-m", content);
  }

  tree(): string {
    return execFileSync("git", ["rev-parse", "HEAD^{tree}"], { cwd: this.root, encoding: "utf8" }).trim();
  }

  /** Terraform JSON of a stack: one value of its own, and what it takes from the output of the one before. */
  stack(name: string, value: string, options: { readonly after?: string; readonly output?: string } = {}): void {
    const { after } = options;
    const remote = { backend: "local", config: { path: this.path("state", `${after}.tfstate`) } };
    const json = {
      terraform: { backend: { local: { path: this.path("state", `${name}.tfstate`) } } },
      resource: {
        terraform_data: {
          own: { input: value },
          ...(after && { taken: { input: "${data.terraform_remote_state.before.outputs.given}" } }),
        },
      },
      ...(after && { data: { terraform_remote_state: { before: remote } } }),
      output: { given: { value: options.output ?? "constant" } },
    };
    this.write(`cdktf.out/stacks/${name}/cdk.tf.json`, JSON.stringify(json));
    this.write(`cdktf.out/stacks/${name}/.terraform.lock.hcl`, "");
  }

  gitHub(): Required<GitHub> {
    return JSON.parse(this.read("github.json")) as Required<GitHub>;
  }

  setGitHub(world: GitHub): void {
    this.write("github.json", JSON.stringify({ comments: [], issues: [], artifacts: [], runs: {}, ...world }));
  }

  step(script: string, env: Readonly<Record<string, string>> = {}, args: readonly string[] = []): Ended {
    return this.#spawn(this.#step(script), args, env);
  }

  /** Ends the step, and nothing that it has begun, once there is the file. With -m also what stands behind & hears SIGINT. */
  stopped(script: string, signal: string, file: string, env: Readonly<Record<string, string>>): Ended {
    const stop = `set -m; "$1" & until [ -e ${file} ]; do sleep 0.05; done; kill -${signal} $!; wait $!`;
    return this.#spawn("bash", ["-c", stop, "bash", this.#step(script)], env);
  }

  #step = (script: string) => path.join(this.root, WORKFLOWS, "steps", `${script}.sh`);

  #spawn(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Ended {
    this.write("summary.md", "");
    this.write("output.txt", "");
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: this.root,
      encoding: "utf8",
      env: {
        PATH: `${this.path("bin")}:${process.env.PATH ?? ""}`,
        HOME: this.root,
        LANG: "C.UTF-8",
        ENVIRONMENT: "prod",
        ENVIRONMENTS: '["dev","prod"]',
        GITHUB_SERVER_URL: "https://github.example",
        GITHUB_REPOSITORY: REPOSITORY,
        GITHUB_RUN_ID: "7",
        GITHUB_STEP_SUMMARY: this.path("summary.md"),
        GITHUB_OUTPUT: this.path("output.txt"),
        ...env,
      },
    });
    return { status, output: stdout + stderr, summary: this.read("summary.md") };
  }

  /** One of TOOLS, in a folder of the checkout. */
  run(tool: string, args: readonly string[], options: { readonly folder?: string; readonly input?: string } = {}): Ran {
    const { folder = ".", input } = options;
    return spawnSync(tool, args, { cwd: this.path(folder), encoding: "utf8", ...(input !== undefined && { input }) });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The commands as their exit codes and files promise; two folders of plans the real one compares. */
const NODE = `#!/usr/bin/env bash
echo "$*" >node-arguments
if [[ "$*" = *--same-as* ]]; then
  INIT_CWD=$PWD exec "${process.execPath}" "${path.resolve("scripts/run.mjs")}" ops/plan/main.ts "\${@:3}"
fi
if [ "$2" = ops/deploy/main.ts ]; then
  if [ -n "\${DEPLOY_LASTS:-}" ]; then
    trap 'echo "shared: stopped"; echo interrupted >&2; exit 1' INT TERM
    touch begun
    for i in {1..100}; do sleep 0.1; done
  fi
  printf '%s\\n' "$DEPLOY_PROGRESS" >&2
  printf %s "\${DEPLOY_SAYS:+$DEPLOY_SAYS
}"
  exit "\${DEPLOY_CODE:-0}"
fi
[ "$2" = ops/plan/main.ts ] || exit 0
mkdir -p cdktf.out/plans
echo '{}' >cdktf.out/plans/origin.json
for stack in shared orchestration routing; do
  file=$PWD/cdktf.out/plans/$stack.tfplan
  cd cdktf.out/stacks/$stack
  terraform init -input=false >/dev/null
  if terraform plan -input=false -out="$file" >/dev/null 2>&1; then
    terraform show -json "$file" >"\${file%.tfplan}.json"
  else
    rm -f "$file"
  fi
  cd ../../..
done
echo "The plan."
exit "\${PLAN_CODE:-2}"
`;

const GH = `#!${process.execPath}
const { execFileSync } = require("node:child_process");
const { readFileSync, writeFileSync } = require("node:fs");
const args = process.argv.slice(3).filter((arg) => arg !== "--paginate");
const option = (name) => {
  const at = args.indexOf(name);
  return at === -1 ? undefined : args.splice(at, 2)[1];
};
const [jq, method = "GET", input] = [option("--jq"), option("--method"), option("--input")];
const world = JSON.parse(readFileSync("github.json", "utf8"));
const body = input === "-" ? JSON.parse(readFileSync(0, "utf8")) : undefined;
const [, what] = new RegExp("^repos/${REPOSITORY}/(.*)$").exec(args[0]);
const user = { login: "github-actions[bot]" };
let found;
const answer = (value) => {
  const text = jq === undefined ? JSON.stringify(value) : execFileSync("jq", ["-r", jq], { input: JSON.stringify(value), encoding: "utf8" });
  process.stdout.write(text);
};
if ((found = /^issues\\/comments\\/(\\d+)$/.exec(what)) && method === "PATCH") {
  const comment = world.comments.find(({ id }) => id === Number(found[1]));
  answer(Object.assign(comment, body));
} else if (/^issues\\/\\d+\\/comments/.test(what)) {
  if (method === "POST") world.comments.push({ id: world.comments.length + 1, user, ...body });
  answer(method === "POST" ? world.comments.at(-1) : world.comments);
} else if ((found = /^issues\\/(\\d+)$/.exec(what)) && method === "PATCH") {
  answer(Object.assign(world.issues.find(({ number }) => number === Number(found[1])), body));
} else if ((found = /^issues\\/(\\d+)$/.exec(what))) {
  answer(world.issues.find(({ number }) => number === Number(found[1])));
} else if (/^issues(\\?state=open|$)/.test(what)) {
  if (method === "POST") world.issues.push({ number: world.issues.length + 1, user, state: "open", ...body });
  answer(method === "POST" ? world.issues.at(-1) : world.issues.filter(({ state }) => state === "open"));
} else if ((found = /^actions\\/artifacts\\?name=([^&]+)/.exec(what))) {
  answer({ artifacts: world.artifacts.filter(({ name }) => name === found[1]) });
} else if (/^actions\\/artifacts\\/\\d+\\/zip$/.test(what)) {
  process.stdout.write(readFileSync("artifact.zip"));
} else if ((found = /^actions\\/runs\\/(\\d+)$/.exec(what))) {
  answer(world.runs[found[1]]);
} else {
  console.error("gh stand-in: " + method + " " + what);
  process.exit(1);
}
writeFileSync("github.json", JSON.stringify(world));
`;
