export type Service = "DynamoDB" | "EventBridge" | "Lambda" | "SNS" | "STS" | "Scheduler" | "Step Functions";

/** Names the service that failed, and what it was asked for: the SDK's own errors say neither. */
export class ServiceFailed extends Error {
  override readonly name = "ServiceFailed";

  constructor(
    readonly service: Service,
    /** Such as "function sechub-prod-update-nf-rg". */
    readonly what: string,
    cause: unknown,
  ) {
    super(`${service} failed`, { cause });
  }
}

/** @throws ServiceFailed around whatever the call throws */
export async function ofService<Answer>(service: Service, what: string, call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    throw new ServiceFailed(service, what, error);
  }
}
