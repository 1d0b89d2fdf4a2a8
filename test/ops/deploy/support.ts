/** `npm run deploy` in this process: real terraform over stacks that need no provider, real SDK clients over the stand-ins. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ConfigInput } from "../../../config/schema";
import { startLambdaApi } from "../../../local/stand-ins/lambda/server";
import { startNetworkFirewall } from "../../../local/stand-ins/network-firewall/server";
import { startStepFunctions, type ExecutionEnd } from "../../../local/stand-ins/step-functions/server";
import { runDeploy } from "../../../ops/deploy/run";
import { runTerraform, type Terraform } from "../../../ops/terraform/run-terraform";
import "../../functions/support/one-realm";
import { groupOf, PLACEHOLDER } from "../../functions/support/world";

const TERRAFORM = "terraform";
const installed = spawnSync(TERRAFORM, ["version"]).status === 0;
if (!installed && process.env["SECHUB_REQUIRE_TERRAFORM"] === "1") throw new Error("there is no terraform");
if (!installed) process.stderr.write("skipped, what a deploy does with terraform: there is no terraform\n");
export const describeWithTerraform = installed ? describe : describe.skip;

export const STACKS = ["shared", "orchestration", "routing"] as const;
export type Stack = (typeof STACKS)[number];

const ACCOUNT = "111122223333";
const GROUP = `arn:aws:network-firewall:us-west-2:${ACCOUNT}:stateless-rulegroup/sechub-ops-blocklist`;
const MACHINE = `arn:aws:states:us-west-2:${ACCOUNT}:stateMachine:sechub-ops-record-ip`;

/** What update-nf-rg answers. */
export const RECONCILED = {
  RetryAfterSeconds: 0,
  Changed: false,
  Added: [],
  AddedCount: 0,
  Removed: [],
  RemovedCount: 0,
  Restored: [],
  RestoredCount: 0,
  Strange: [],
  StrangeCount: 0,
  Rewritten: false,
  Blocked: [],
  NotBlocked: [],
  LeftOut: [],
  LeftOutCount: 0,
  HostsInForce: 2,
  CapacityUsedUnits: 5,
  CapacityUnits: 10_000,
  UsedByNoPolicy: false,
};

const RECORDED = {
  NewIP: false,
  IPList: [],
  AlreadyBlocked: [],
  Lifted: [],
  Refused: [{ Host: "", Reason: "SAMPLE", Detail: "nothing to block: it is a GuardDuty sample finding" }],
  Until: "",
  FindingIds: ["f"],
};

/** How the sample fares, with other answers of the states. */
export const fared = (recorded: object = {}, notified: object | null = {}): ExecutionEnd => ({
  status: "SUCCEEDED",
  output: {
    Recorded: { Payload: { ...RECORDED, ...recorded } },
    ...(notified && {
      Notified: { Payload: { Sent: 1, AlreadyTold: 0, RetryAfterSeconds: 0, Digests: [], ...notified } },
    }),
  },
});

/** A stack: a value of its own, what it puts out for the next, and more of Terraform's JSON. */
export interface StackParts {
  readonly value?: string;
  readonly output?: string;
  readonly resources?: object;
  readonly more?: object;
}

export interface RunOptions {
  /** To the questions, in turn; undefined: nobody is there. */
  readonly answers?: readonly string[];
  readonly tree?: string | undefined;
  readonly environment?: NodeJS.ProcessEnv;
  readonly config?: ConfigInput;
  readonly terraform?: Terraform;
}

export type Desk = Awaited<ReturnType<typeof startDesk>>;

export async function startDesk(prefix = "sechub-ops") {
  const root = mkdtempSync(path.join(tmpdir(), "sechub deploy-"));
  const outdir = path.join(root, "cdktf.out");
  const firewall = await startNetworkFirewall();
  firewall.createRuleGroup({
    name: "sechub-ops-blocklist",
    arn: GROUP,
    capacity: 10_000,
    ruleGroup: groupOf([PLACEHOLDER]),
  });
  const world = {
    parts: {} as Partial<Record<Stack, StackParts>>,
    /** What the function answers, in turn; the last one stays. */
    reconciles: [RECONCILED] as (object | Error)[],
    execution: fared(),
    /** What the state machine was started with. */
    events: [] as unknown[],
  };
  const lambda = await startLambdaApi({
    functions: [
      { arn: `arn:aws:lambda:us-west-2:${ACCOUNT}:function:${prefix}-update-nf-rg`, name: `${prefix}-update-nf-rg` },
    ],
    invoke: () => {
      const answer = world.reconciles.length > 1 ? world.reconciles.shift() : world.reconciles[0];
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  });
  const stepFunctions = await startStepFunctions({
    stateMachines: [{ arn: MACHINE, name: "sechub-ops-record-ip" }],
    execute: (_, input) => {
      world.events.push(input);
      return Promise.resolve(world.execution);
    },
  });
  const env = {
    AWS_ENDPOINT_URL_DYNAMODB: firewall.url,
    AWS_ENDPOINT_URL_NETWORK_FIREWALL: firewall.url,
    AWS_ENDPOINT_URL_LAMBDA: lambda.url,
    AWS_ENDPOINT_URL_SFN: stepFunctions.url,
    SECHUB_ENV: "ops",
    INIT_CWD: root,
  };
  const stateFile = (stack: Stack) => path.join(root, "state", `${stack}.tfstate`);

  const synthesize = (): Promise<void> => {
    const stacks = Object.fromEntries(
      STACKS.map((name, index) => [
        name,
        { name, workingDirectory: `stacks/${name}`, dependencies: STACKS.slice(0, index) },
      ]),
    );
    for (const [index, name] of STACKS.entries()) {
      const folder = path.join(outdir, "stacks", name);
      mkdirSync(folder, { recursive: true });
      const before = STACKS[index - 1];
      writeFileSync(path.join(folder, "cdk.tf.json"), stackJson(name, before, world.parts[name] ?? {}));
    }
    writeFileSync(path.join(outdir, "manifest.json"), JSON.stringify({ stacks }));
    return Promise.resolve();
  };

  let now = new Date("2026-03-02T10:00:00.000Z");
  const terraformCalls: string[] = [];
  /** Runs a command line as a person does. */
  const run = async (line: string, options: RunOptions = {}) => {
    const { environment = {}, config = {}, terraform = runTerraform } = options;
    const [out, notes, questions]: [string[], string[], string[]] = [[], [], []];
    const answers = [...(options.answers ?? [])];
    const ask = (question: string) => Promise.resolve((questions.push(question), answers.shift() ?? ""));
    terraformCalls.length = 0;
    const done = (code: number, error: string) => ({ code, error, out, notes, questions, text: out.join("\n") });
    try {
      const code = await runDeploy(line.split(" ").filter(Boolean), {
        io: {
          write: (text) => void out.push(text),
          note: (text) => void notes.push(text),
          ask: options.answers === undefined ? undefined : ask,
        },
        env: { ...env, ...environment },
        environments: { ops: { prefix: "sechub-ops", ...config }, other: { prefix: "sechub-other" } },
        clock: {
          now: () => now,
          sleep: (ms) => Promise.resolve(void (now = new Date(now.getTime() + ms))),
          random: () => 0,
        },
        terraform: (folder, args, onLine) => {
          terraformCalls.push(`${path.basename(folder)} ${args[0]}`);
          return terraform(folder, args, onLine);
        },
        synthesize,
        tree: () => ("tree" in options ? options.tree : "a".repeat(40)),
        outdir,
      });
      return done(code, "");
    } catch (error) {
      if ((error as { forPeople?: boolean }).forPeople !== true) throw error;
      return done(1, (error as Error).message);
    }
  };
  return {
    root,
    outdir,
    world,
    firewall,
    lambda,
    stepFunctions,
    env,
    run,
    terraformCalls,
    pass: (ms: number) => void (now = new Date(now.getTime() + ms)),
    stateFile,
    /** Changes stacks; what is not named stays as it is. */
    set: (parts: Partial<Record<Stack, StackParts>>) => void Object.assign(world.parts, parts),
    /** The values that a stack's state holds. */
    valuesOf: (stack: Stack): readonly string[] =>
      existsSync(stateFile(stack))
        ? [...readFileSync(stateFile(stack), "utf8").matchAll(/"input": \{\s*"value": "([^"]*)"/g)].map(
            ([, value = ""]) => value,
          )
        : [],
    close: async () => {
      await Promise.all([firewall.close(), lambda.close(), stepFunctions.close()]);
      rmSync(root, { recursive: true, force: true });
    },
  };

  function stackJson(name: Stack, before: Stack | undefined, parts: StackParts): string {
    const { value = "a", output = "constant", resources = {}, more = {} } = parts;
    const taken = before && {
      data: {
        terraform_remote_state: { before: { backend: "local", config: { path: `../../../state/${before}.tfstate` } } },
      },
    };
    return JSON.stringify({
      terraform: { backend: { local: { path: `../../../state/${name}.tfstate` } } },
      resource: {
        terraform_data: {
          own: { input: value },
          ...(before && {
            taken: { input: "${data.terraform_remote_state.before.outputs.cross-stack-output-given}" },
          }),
          ...resources,
        },
      },
      ...taken,
      output: { "cross-stack-output-given": { value: output } },
      ...more,
    });
  }
}

/** Another terraform that applies to a stack's state, slowly; answers how to end it. */
export async function holdLock(desk: Desk, stack: Stack): Promise<() => Promise<void>> {
  const folder = path.join(desk.root, "somebody else");
  mkdirSync(folder, { recursive: true });
  const slow = { input: "x", provisioner: { "local-exec": { command: "sleep 60" } } };
  const terraform = { backend: { local: { path: desk.stateFile(stack) } } };
  writeFileSync(
    path.join(folder, "cdk.tf.json"),
    JSON.stringify({ terraform, resource: { terraform_data: { slow } } }),
  );
  spawnSync(TERRAFORM, ["init"], { cwd: folder });
  // A group of its own, so that what terraform has started ends with it.
  const child = spawn(TERRAFORM, ["apply", "-auto-approve"], { cwd: folder, detached: true });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  await new Promise<void>((resolve) =>
    child.stdout.on("data", (data: Buffer) => data.toString().includes("Creating...") && resolve()),
  );
  return async () => {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    await ended;
  };
}

/** Does not wait for a lock. */
export const impatient: Terraform = (folder, args, onLine) =>
  runTerraform(
    folder,
    args.map((arg) => (arg.startsWith("-lock-timeout=") ? "-lock-timeout=0s" : arg)),
    onLine,
  );
