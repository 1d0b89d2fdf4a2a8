import type { ResourceChange } from "./plan";

/** A function whose zip is another one. */
export interface CodeChange {
  readonly address: string;
  readonly function: string;
  readonly change: "new" | "changed" | "removed" | "known only after apply";
}

/** Attributes that say nothing beyond "the code is another": the hash itself, and where the zip lies. */
export const CODE_ATTRIBUTES = ["source_code_hash", "filename", "code_sha256", "last_modified", "source_code_size"];

export function codeChangeOf(change: ResourceChange): CodeChange | undefined {
  if (change.type !== "aws_lambda_function" || change.action === "no-op" || change.action === "forget")
    return undefined;
  const before = change.before as Record<string, unknown> | null;
  const after = change.after as Record<string, unknown> | null;
  const name = after?.function_name ?? before?.function_name;
  const of = (kind: CodeChange["change"]) => ({
    address: change.address,
    function: typeof name === "string" ? name : change.address,
    change: kind,
  });
  if (!before) return of("new");
  if (!after) return of("removed");
  const unknown = (change.unknown as Record<string, unknown>).source_code_hash === true;
  if (unknown) return of("known only after apply");
  return before.source_code_hash === after.source_code_hash ? undefined : of("changed");
}
