import { OpsError } from "../command/ops-error";

/** What a state says is there. */
export interface Held {
  readonly resources: readonly unknown[];
}

/**
 * @param source what the message calls it
 * @returns undefined for a state with nothing in it: terraform writes such a one for nothing at all
 * @throws OpsError STATE_UNCLEAR
 */
export function heldBy(source: string, text: string): Held | undefined {
  if (text.trim() === "") return undefined;
  const { resources } = parsed(source, text);
  if (!Array.isArray(resources)) throw unclear(source);
  return resources.length === 0 ? undefined : { resources };
}

function parsed(source: string, text: string): { readonly resources?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as { readonly resources?: unknown };
  } catch {
    // Not the parser's message: it quotes the text.
    throw unclear(source);
  }
}

const unclear = (source: string): OpsError =>
  new OpsError("STATE_UNCLEAR", `${source} is no state of Terraform: look at it, and bring back the one of before`);
