/**
 * Stands in for @aws-lambda-powertools/jmespath in the bundles: the idempotency utility searches in what it is given by
 * expressions, and ours are names of members. JMESPath itself is 6 KB of a zip.
 */
export function search(expression: string, data: unknown): unknown {
  if (!/^\w+$/.test(expression)) throw new Error(`${expression} is no name of a member: the bundle has no JMESPath`);
  return (data as Readonly<Record<string, unknown>> | null | undefined)?.[expression];
}

/** The functions that expressions may call: ours call none. */
export class PowertoolsFunctions {}
