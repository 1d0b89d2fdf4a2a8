/** The policy documents of synthesized stacks, with the names and ARNs that an apply would fill in. */
import { referencesOf } from "../../../local/synthesized/references";
import type { StackJson } from "../../../local/synthesized/terraform-json";
import { allResources, STACK_NAMES, type Attributes, type Templates } from "../../support/synth";

type Texts = string | readonly string[];
export interface Statement {
  readonly Effect: string;
  readonly Action?: Texts;
  readonly Resource?: Texts;
  readonly Principal?: string | Readonly<Record<string, Texts>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Texts>>>>;
}
export interface Document {
  /** Such as "aws_iam_role.prune_role assume_role_policy". */
  readonly place: string;
  readonly kind: "identity" | "trust" | "resource";
  readonly statements: readonly Statement[];
  /** Of an identity policy, the name of its role. */
  readonly role?: string;
}

export const list = (texts: Texts = []): readonly string[] => (typeof texts === "string" ? [texts] : texts);

/** Attributes that hold a policy, by the end of their name. */
const POLICIES = /^(assume_role_)?policy$|_policy_document$/;

const REGION = "us-west-2";

export interface Synthesized {
  readonly documents: readonly Document[];
  /** Names of the functions, and of the role that each has. */
  readonly functions: readonly { readonly name: string; readonly role: string }[];
}

export function readPolicies(templates: Templates): Synthesized {
  const stacks = STACK_NAMES.map((name): StackJson => {
    const { resource, output = {}, provider } = templates[name];
    return { name, folder: "", resource, output, provider } as unknown as StackJson;
  });
  const refer = referencesOf(stacks, REGION);
  const textOf = (stack: string, value: unknown) =>
    refer.text(stacks.find(({ name }) => name === stack) as StackJson, value);

  const documents = allResources(templates).flatMap(({ stack, type, address, attributes }) =>
    Object.entries(attributes)
      .filter(([name, value]) => POLICIES.test(name) && typeof value === "string")
      .map(([name, value]): Document => {
        const kind = name === "assume_role_policy" ? "trust" : type === "aws_iam_role_policy" ? "identity" : "resource";
        return {
          place: `${type}.${address} ${name}`,
          kind,
          statements: statementsOf(textOf(stack, value)),
          ...(kind === "identity" && { role: textOf(stack, attributes["role"]) }),
        };
      }),
  );
  const functions = allResources(templates, "aws_lambda_function").map(({ stack, attributes }) => ({
    name: textOf(stack, attributes["function_name"]),
    role: roleOf(textOf(stack, attributes["role"])),
  }));
  return { documents, functions };
}

/** The statements of a document. @throws Error for what the readers here would not see */
export function statementsOf(json: string): readonly Statement[] {
  const { Statement: found } = JSON.parse(json) as { readonly Statement: readonly (Statement & Attributes)[] };
  const not = found.flatMap((statement) => Object.keys(statement)).filter((name) => name.startsWith("Not"));
  if (not.length > 0) throw new Error(`a policy says ${not.join()}, which allows whatever it does not name`);
  return found;
}

const roleOf = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);
