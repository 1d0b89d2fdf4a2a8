/**
 * What MiniStack takes and does not give back, given back: without it each plan would want to set it again. Each gap goes
 * when MiniStack closes it.
 */
export interface Gaps {
  /** The answer's body as AWS would give it. Both bodies are JSON. */
  readonly mend: (operation: string, request: string, answer: Buffer) => Buffer;
}

type Json = Readonly<Record<string, unknown>>;

export function ministackGaps(): Gaps {
  const tracing = new Map<string, unknown>();
  const recoveryDays = new Map<string, unknown>();

  const mends: Readonly<Record<string, (request: Json, answer: Json) => Json>> = {
    "AWSStepFunctions.CreateStateMachine": (request, answer) => {
      tracing.set(text(answer.stateMachineArn), request.tracingConfiguration);
      return answer;
    },
    "AWSStepFunctions.UpdateStateMachine": (request, answer) => {
      if (request.tracingConfiguration !== undefined)
        tracing.set(text(request.stateMachineArn), request.tracingConfiguration);
      return answer;
    },
    "AWSStepFunctions.DescribeStateMachine": (request, answer) => ({
      ...answer,
      tracingConfiguration: tracing.get(text(request.stateMachineArn)) ?? { enabled: false },
    }),
    "DynamoDB_20120810.UpdateContinuousBackups": (request, answer) => {
      const { RecoveryPeriodInDays } = object(request.PointInTimeRecoverySpecification);
      recoveryDays.set(text(request.TableName), RecoveryPeriodInDays);
      return withRecoveryDays(request, answer);
    },
    "DynamoDB_20120810.DescribeContinuousBackups": (request, answer) => withRecoveryDays(request, answer),
  };

  function withRecoveryDays({ TableName }: Json, answer: Json): Json {
    const backups = object(answer.ContinuousBackupsDescription);
    const recovery = object(backups.PointInTimeRecoveryDescription);
    if (recovery.PointInTimeRecoveryStatus !== "ENABLED") return answer;
    const RecoveryPeriodInDays = recoveryDays.get(text(TableName)) ?? DEFAULT_RECOVERY_DAYS;
    return {
      ...answer,
      ContinuousBackupsDescription: {
        ...backups,
        PointInTimeRecoveryDescription: { ...recovery, RecoveryPeriodInDays },
      },
    };
  }

  return {
    mend: (operation, request, answer) => {
      const mend = mends[operation];
      if (mend === undefined) return answer;
      return Buffer.from(JSON.stringify(mend(parsed(request), parsed(answer.toString("utf8")))));
    },
  };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PointInTimeRecoverySpecification.html */
const DEFAULT_RECOVERY_DAYS = 35;

const parsed = (body: string): Json => JSON.parse(body) as Json;
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const object = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {});
