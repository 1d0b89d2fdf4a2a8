/**
 * Synthesizes the stacks for tests. The zips are stand-ins of a few bytes: what is in the real ones is asserted by
 * test/stacks/reproducible.test.ts, which runs the real synth.
 */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { App } from "cdktf";
import { loadConfig } from "../../config/load-config";
import type { ConfigInput } from "../../config/schema";
import { FUNCTION_NAMES } from "../../functions/contract/function-names";
import { addStacks } from "../../stacks/app";
import type { FunctionZips } from "../../stacks/bundle/bundle-functions";

export const STACK_NAMES = ["shared", "orchestration", "routing"] as const;
export type StackName = (typeof STACK_NAMES)[number];

export type Attributes = Readonly<Record<string, unknown>>;
type Addressed<T = Attributes> = Readonly<Record<string, T>>;

/** One cdk.tf.json. */
export interface Template {
  readonly terraform: {
    readonly backend: Addressed;
    readonly required_version: string;
    readonly required_providers: Addressed;
  };
  readonly provider: { readonly aws: readonly Attributes[] };
  readonly resource: Addressed<Addressed>;
  readonly data?: Addressed<Addressed>;
  readonly output?: Addressed;
}
export type Templates = Readonly<Record<StackName, Template>>;

/** A key and a boundary as a platform team names them. */
export const KEY_ARN = "arn:aws:kms:us-west-2:111122223333:key/11111111-2222-3333-4444-555555555555";
export const BOUNDARY_ARN = "arn:aws:iam::111122223333:policy/boundary";

/** The three templates of an environment. */
export function synth(given: ConfigInput = {}, environment = "test"): Templates {
  const folder = mkdtempSync(path.join(tmpdir(), "sechub-stacks-"));
  try {
    const app = new App({ stackTraces: false, outdir: path.join(folder, "out") });
    addStacks(app, loadConfig(environment, { [environment]: given }), standInZips(path.join(folder, "zips")));
    app.synth();
    return readTemplates(path.join(folder, "out"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const readTemplates = (outdir: string): Templates =>
  Object.fromEntries(
    STACK_NAMES.map((stack) => [
      stack,
      JSON.parse(readFileSync(path.join(outdir, "stacks", stack, "cdk.tf.json"), "utf8")) as Template,
    ]),
  ) as Templates;

function standInZips(folder: string): FunctionZips {
  mkdirSync(folder);
  const zips = FUNCTION_NAMES.map((name) => {
    const file = path.join(folder, `${name}.zip`);
    writeFileSync(file, name);
    const sha256Base64 = createHash("sha256").update(name).digest("base64");
    return [name, { path: file, sha256Base64, bytes: name.length }] as const;
  });
  return Object.fromEntries(zips) as FunctionZips;
}

/** The resources of a type, by address; fails when there is none, so that no assertion is about an empty set. */
export function resources(template: Template, type: string): Addressed {
  const found = template.resource[type];
  if (found === undefined) throw new Error(`no ${type} in ${Object.keys(template.resource).join(", ")}`);
  return found;
}

export function resource(template: Template, type: string, address: string): Attributes {
  const found = resources(template, type)[address];
  if (found === undefined)
    throw new Error(`no ${type}.${address} in ${Object.keys(resources(template, type)).join(", ")}`);
  return found;
}

export interface Placed {
  readonly stack: StackName;
  readonly type: string;
  readonly address: string;
  readonly attributes: Attributes;
}

/** Every resource of every stack, or those of one type. */
export const allResources = (templates: Templates, onlyType?: string): readonly Placed[] =>
  STACK_NAMES.flatMap((stack) =>
    Object.entries(templates[stack].resource).flatMap(([type, found]) =>
      Object.entries(found).map(([address, attributes]) => ({ stack, type, address, attributes })),
    ),
  ).filter(({ type }) => onlyType === undefined || type === onlyType);

export interface IamStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: Readonly<Record<string, string>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The statements of a policy document, as it stands in a resource. */
export const statements = (document: unknown): readonly IamStatement[] =>
  (JSON.parse(String(document)) as { readonly Statement: readonly IamStatement[] }).Statement;

/** "${data.terraform_remote_state…outputs.cross-stack-output-aws_x_y_arn}" as "aws_x_y_arn", "${aws_x.y.arn}" likewise. */
export const shortReferences = (text: string): string =>
  text
    .replace(/\$\{data\.terraform_remote_state\.[\w-]+\.outputs\.cross-stack-output-([\w-]+)\}/g, "<$1>")
    .replace(/\$\{(\w+)\.([\w-]+)\.(\w+)\}/g, "<$1_$2_$3>")
    .replace(/\$\{data\.aws_caller_identity\.current\.account_id\}/g, "<account>");
