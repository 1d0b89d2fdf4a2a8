import type * as z from "zod/mini";
import { CodedError } from "./coded-error";

/** Reads a state's input by its schema. @throws CodedError EVENT_INVALID that names each field that is wrong */
export function parsePayload<S extends z.ZodMiniType>(schema: S, input: unknown, what: string): z.infer<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join(".") || "input"}: ${issue.message}`);
  throw new CodedError("EVENT_INVALID", `${what} cannot be read: ${problems.join("; ")}`.slice(0, 1000));
}
