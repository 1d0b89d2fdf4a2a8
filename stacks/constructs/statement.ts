/** A statement of an IAM policy: the calls, and the resources that they are allowed on. */
export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** What a function needs of a resource: the environment that names it, and the calls that it makes on it. */
export interface Access<Environment extends object> {
  readonly environment: Environment;
  readonly statements: readonly Statement[];
}

/** The JSON of an identity policy. Two tables under one key ask for much the same use of it: the wider one is enough. */
export const policyJson = (statements: readonly Statement[]): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: distinct(statements).map(({ actions, resources, conditions }) => ({
      Effect: "Allow",
      Action: actions,
      Resource: resources,
      ...(conditions && { Condition: conditions }),
    })),
  });

function distinct(statements: readonly Statement[]): readonly Statement[] {
  const unique = [...new Map(statements.map((statement) => [JSON.stringify(statement), statement])).values()];
  return unique.filter((one) => !unique.some((other) => other !== one && isWithin(one, other)));
}

const isWithin = (one: Statement, other: Statement): boolean =>
  one.actions.every((action) => other.actions.includes(action)) &&
  JSON.stringify([one.resources, one.conditions]) === JSON.stringify([other.resources, other.conditions]);
