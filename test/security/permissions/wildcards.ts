import { list, type Document, type Statement } from "./documents";

/** A wildcard that stays, since the service offers nothing narrower. */
export interface Wildcard {
  /** Places of the documents, as documents.ts names them. */
  readonly where: RegExp;
  /** Actions of the statements that have it; all of them are in use. */
  readonly actions: readonly string[];
  /** The value with the wildcard in it. */
  readonly value: RegExp;
  readonly because: string;
}

const FUNCTION_ROLE = /^aws_iam_role_policy\.[a-z-]+-(ddb|rg|finding)_role_policy /;
const MACHINE_ROLE = /^aws_iam_role_policy\.(record-ip|send-findings|prune-ip)_role_policy /;

/** All of them, in whatever is synthesized. */
export const WILDCARDS: readonly Wildcard[] = [
  {
    where: MACHINE_ROLE,
    actions: [
      "logs:CreateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:DescribeLogGroups",
      "logs:DescribeResourcePolicies",
      "logs:GetLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:UpdateLogDelivery",
    ],
    value: /^\*$/,
    because:
      "the delivery of logs has no resources that IAM could name: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",
  },
  {
    where: MACHINE_ROLE,
    actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets"],
    value: /^\*$/,
    because:
      "traces have no resources that IAM could name: https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html",
  },
  {
    where: FUNCTION_ROLE,
    actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
    value: /^\*$/,
    because:
      "traces have no resources that IAM could name: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html",
  },
  {
    where: FUNCTION_ROLE,
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    value: /:log-group:\/aws\/lambda\/[a-z0-9-]+:\*$/,
    because: "the streams of the function's one log group, which Lambda names as it starts instances",
  },
  {
    where: MACHINE_ROLE,
    actions: ["kms:GenerateDataKey"],
    value: /^arn:aws:logs:us-west-2:111122223333:\*$/,
    because:
      "log delivery names the account's logs in the encryption context, and no group: https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html",
  },
  {
    where: /^aws_sns_topic_policy\.alarms_policy /,
    actions: ["sns:Publish"],
    value: /^arn:aws:cloudwatch:us-west-2:111122223333:alarm:[a-z0-9-]+-\*$/,
    because: "the environment's alarms are in three stacks, two of which are made after the topic",
  },
];

/** The values with a wildcard, of whatever allows something: who, what, on what, and under which condition. */
export const wildcardsIn = ({ Effect, Action, Resource, Principal = {}, Condition = {} }: Statement) =>
  Effect === "Deny"
    ? []
    : [
        ...list(Action),
        ...list(Resource),
        ...(typeof Principal === "string" ? [Principal] : Object.values(Principal).flatMap(list)),
        ...Object.values(Condition).flatMap((keys) => Object.values(keys).flatMap(list)),
      ].filter((value) => /[*?]/.test(value));

/** The wildcards that are not in the list. */
export const unlisted = (documents: readonly Document[]): readonly string[] =>
  documents.flatMap(({ place, statements }) =>
    statements.flatMap((statement) =>
      wildcardsIn(statement)
        .filter((value) => !WILDCARDS.some((wildcard) => isFor(wildcard, place, statement, value)))
        .map((value) => `${place}: ${value} for ${list(statement.Action).join(", ")}`),
    ),
  );

/** The actions of the list, each with the place of its entry, that no statement needs a wildcard for. */
export const unneeded = (documents: readonly Document[]): readonly string[] =>
  WILDCARDS.flatMap((wildcard) => {
    const used = documents.flatMap(({ place, statements }) =>
      statements
        .filter((statement) => wildcardsIn(statement).some((value) => isFor(wildcard, place, statement, value)))
        .flatMap(({ Action }) => list(Action)),
    );
    return wildcard.actions.filter((action) => !used.includes(action)).map((action) => `${wildcard.where}: ${action}`);
  });

const isFor = ({ where, actions, value }: Wildcard, place: string, { Action }: Statement, found: string): boolean =>
  where.test(place) && value.test(found) && list(Action).every((action) => actions.includes(action));
