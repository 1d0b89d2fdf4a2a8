/** `npm run bootstrap` in this process, with terraform itself, against stand-ins of S3 and STS. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ConfigInput } from "../../../config/schema";
import { listen } from "../../../local/stand-ins/http-server";
import { runBootstrap } from "../../../ops/bootstrap/run";
import type { Surroundings } from "../../../ops/bootstrap/session";
import { writeStack } from "../../../ops/bootstrap/write-stack";
import { runTerraform, type Terraform } from "../../../ops/terraform/run-terraform";
import "../../functions/support/one-realm";
import { startS3 } from "./s3";

export const BUCKET = "sechub-state";
export const KEY = "sechub-firewall/state-bucket.tfstate";
export const ACCOUNT = "111122223333";
export const BACKEND = { type: "s3", bucket: BUCKET, region: "us-west-2" } as const;
export const KMS_KEY_ARN = `arn:aws:kms:us-west-2:${ACCOUNT}:key/0e2b7c1a-4d5f-4a6b-8c9d-1f2e3a4b5c6d`;

const TERRAFORM = "terraform";
export const installed = spawnSync(TERRAFORM, ["version"]).status === 0;
if (!installed) process.stderr.write("skipped, what terraform itself would do: there is no terraform\n");

/** What GetCallerIdentity answers. */
const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:sts::${ACCOUNT}:assumed-role/platform/jane</Arn><UserId>AROAX:jane</UserId><Account>${ACCOUNT}</Account></GetCallerIdentityResult>
<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>`;

export type Desk = Awaited<ReturnType<typeof startDesk>>;
/** Stands between the command and terraform. */
export type Meddle = (args: readonly string[], real: () => ReturnType<Terraform>) => ReturnType<Terraform>;

interface RunOptions {
  readonly answer?: string;
  readonly environments?: Readonly<Record<string, ConfigInput>>;
  readonly meddle?: Meddle;
  readonly writeStack?: Surroundings["writeStack"];
}

export async function startDesk() {
  const s3 = await startS3();
  let identity = { status: 200, body: IDENTITY };
  const sts = await listen(() => Promise.resolve({ ...identity, headers: { "content-type": "text/xml" } }));
  let folder = "";
  const outdir = () => path.join(folder, "cdktf.out");
  const copy = () => path.join(folder, "terraform-state", "bootstrap", `${BUCKET}.tfstate`);
  const calls: string[] = [];
  // Of terraform and of the SDK: both look here.
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  });

  const run = async (line = "--env prod", options: RunOptions = {}) => {
    const [out, notes, slept]: [string[], string[], number[]] = [[], [], []];
    const { answer, meddle = (_, real) => real() } = options;
    const terraform: Terraform = async (at, args, onLine) => {
      calls.push(
        args.filter((arg) => !/^-(no-color|input|lock-timeout|out|json)/.test(arg) && !/^\//.test(arg)).join(" "),
      );
      const result = await meddle(args, () => runTerraform(at, args, onLine));
      // What the provider would do.
      if (args[0] === "apply" && result.status === 0 && !s3.has(BUCKET)) s3.create(BUCKET);
      return result;
    };
    try {
      const code = await runBootstrap(line.split(" "), {
        io: {
          write: (text) => void out.push(text),
          note: (text) => void notes.push(text),
          ask: answer === undefined ? undefined : () => Promise.resolve(answer),
        },
        env: { AWS_ENDPOINT_URL_STS: sts.url },
        environments: options.environments ?? { prod: { backend: BACKEND, accountIds: [ACCOUNT] } },
        clock: { now: () => new Date(0), sleep: (ms) => Promise.resolve(void slept.push(ms)), random: () => 0 },
        terraform,
        writeStack: options.writeStack ?? standInStack,
        outdir: outdir(),
      });
      return { code, out, notes: notes.join("\n"), slept, error: "" };
    } catch (error) {
      if ((error as { forPeople?: boolean }).forPeople !== true) throw error;
      return { code: 1, out, notes: notes.join("\n"), slept, error: (error as Error).message };
    }
  };

  return {
    s3,
    calls,
    run,
    folder: () => folder,
    outdir,
    copy: () => (existsSync(copy()) ? readFileSync(copy(), "utf8") : undefined),
    putCopy: (text: string) => {
      mkdirSync(path.dirname(copy()), { recursive: true });
      writeFileSync(copy(), text);
    },
    /** The state in the bucket. */
    state: () => s3.versions(BUCKET, KEY).at(-1),
    sts: (status: number, body: string) => void (identity = { status, body }),
    /** A machine on which nothing has run. */
    fresh: () => {
      rmSync(folder, { recursive: true, force: true });
      folder = mkdtempSync(path.join(tmpdir(), "sechub bootstrap-"));
      s3.clear();
      calls.length = 0;
      identity = { status: 200, body: IDENTITY };
    },
    close: async () => {
      rmSync(folder, { recursive: true, force: true });
      await Promise.all([s3.close(), sts.close()]);
    },
  };
}

interface Resource {
  readonly lifecycle?: { readonly prevent_destroy?: boolean; readonly ignore_changes?: readonly string[] };
}
interface Template {
  readonly terraform: { readonly backend: Readonly<Record<string, object>> };
  readonly resource: Readonly<Record<string, Readonly<Record<string, Resource>>>>;
}

/**
 * The stack as it is synthesized, with each resource as one of terraform's built-in ones: the AWS provider is not needed,
 * and every attribute that changes is still a change.
 */
export const standInStack: Surroundings["writeStack"] = (config, state, outdir) => {
  writeStack(config, state, outdir);
  const file = path.join(outdir, "stacks", "state-bucket", "cdk.tf.json");
  const text = readFileSync(file, "utf8").replaceAll("${aws_s3_bucket.state.id}", config.backend.bucket);
  const { terraform, resource } = JSON.parse(text) as Template;
  const backend = Object.fromEntries(
    Object.entries(terraform.backend).map(([type, given]) => [
      type,
      // The stand-in has one name for all buckets.
      type === "s3" ? { ...given, use_path_style: true } : given,
    ]),
  );
  const terraform_data = Object.fromEntries(
    Object.entries(resource).flatMap(([type, byName]) =>
      Object.entries(byName).map(([name, { lifecycle = {}, ...attributes }]) => {
        const ignored = new Set(["//", "depends_on", ...(lifecycle.ignore_changes ?? [])]);
        const input = Object.fromEntries(Object.entries(attributes).filter(([attribute]) => !ignored.has(attribute)));
        return [`${type}_${name}`, { input, lifecycle: { prevent_destroy: lifecycle.prevent_destroy ?? false } }];
      }),
    ),
  );
  writeFileSync(file, JSON.stringify({ terraform: { backend }, resource: { terraform_data } }, undefined, 2));
  return Promise.resolve();
};
