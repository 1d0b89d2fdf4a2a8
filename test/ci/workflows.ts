import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { runInNewContext } from "node:vm";
import { parse } from "yaml";

export const WORKFLOWS = path.join(".github", "workflows");

type Permissions = Readonly<Record<string, string>> | string;
export interface Concurrency {
  readonly group: string;
  readonly "cancel-in-progress": boolean | string;
}
export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, string | boolean>>;
}
export interface Job {
  readonly permissions?: Permissions;
  readonly concurrency?: Concurrency;
  readonly environment?: string;
  readonly uses?: string;
  readonly if?: string;
  readonly strategy?: { readonly "max-parallel"?: number };
  readonly steps?: readonly Step[];
}
export interface Workflow {
  readonly file: string;
  readonly text: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Permissions;
  readonly concurrency?: Concurrency;
  readonly jobs: Readonly<Record<string, Job>>;
}

export const workflows: readonly Workflow[] = readdirSync(WORKFLOWS)
  .filter((file) => /\.ya?ml$/.test(file))
  .map((file) => {
    const text = readFileSync(path.join(WORKFLOWS, file), "utf8");
    return { ...(parse(text) as Omit<Workflow, "file" | "text">), file, text };
  });

export function workflow(name: string): Workflow {
  const found = workflows.find(({ file }) => file === `${name}.yml`);
  if (!found) throw new Error(`there is no workflow ${name}`);
  return found;
}

/** `plan.yml comment`, and the job. */
export const jobs: readonly (readonly [name: string, job: Job])[] = workflows.flatMap(({ file, jobs: ofFile }) =>
  Object.entries(ofFile).map(([name, job]) => [`${file} ${name}`, job] as const),
);

export const steps: readonly (readonly [name: string, step: Step])[] = jobs.flatMap(([name, job]) =>
  (job.steps ?? []).map((step, index) => [`${name}, step ${index + 1}`, step] as const),
);

/** What an `if` of GitHub comes to: of its operators and texts JavaScript makes the same. */
export const holds = (expression: string | undefined, context: object): boolean =>
  Boolean(runInNewContext((expression ?? "true").replace(/^\$\{\{(.*)\}\}$/, "$1"), context));
