import { list, type Document, type Statement } from "./documents";

/** A service that is let in without a condition on whom it acts for. */
export interface Unconditional {
  readonly service: string;
  readonly action: string;
  readonly because: string;
}

export const UNCONDITIONAL: readonly Unconditional[] = [
  {
    service: "lambda.amazonaws.com",
    action: "sts:AssumeRole",
    because:
      "Lambda documents no aws:SourceAccount and no aws:SourceArn when it assumes an execution role, and a condition on a " +
      "key that is absent locks the function out. Who gives a function this role must be allowed iam:PassRole on it, " +
      "which is within its account: https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
  },
];

/** The account, by the key that says for whom a service acts; IfExists only beside an ARN that must be there. */
const ACCOUNT_OPERATORS = ["StringEquals", "StringEqualsIfExists"];
const ARN_OPERATORS = ["ArnLike", "ArnEquals"];

/**
 * Whoever is let in without saying, or having to say, for whose resource it acts.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export const openDoors = (documents: readonly Document[], account: string): readonly string[] =>
  documents
    .filter(({ kind }) => kind !== "identity")
    .flatMap(({ place, statements }) =>
      statements
        .filter(({ Effect }) => Effect !== "Deny")
        .flatMap((statement) => problemsOf(statement, account))
        .map((problem) => `${place}: ${problem}`),
    );

function problemsOf({ Principal, Action, Condition = {} }: Statement, account: string): readonly string[] {
  if (typeof Principal !== "object" || Object.keys(Principal).join() !== "Service") {
    return [`${JSON.stringify(Principal)} is not a service`];
  }
  const services = list(Principal["Service"]);
  const isListed = (service: string) =>
    list(Action).every((action) => UNCONDITIONAL.some((one) => one.service === service && one.action === action));
  if (services.every(isListed)) return [];
  const asked = (operators: readonly string[], key: string) =>
    operators.flatMap((operator) => list(Condition[operator]?.[key]));
  const accounts = asked(ACCOUNT_OPERATORS, "aws:SourceAccount");
  const arns = asked(ARN_OPERATORS, "aws:SourceArn");
  const foreign = arns.filter((arn) => arn.split(":")[4] !== account);
  return [
    ...(accounts.join() === account ? [] : [`${services.join()} acts for any account`]),
    ...(arns.length > 0 ? [] : [`${services.join()} acts for any resource`]),
    ...foreign.map((arn) => `${services.join()} acts for ${arn}`),
  ];
}
