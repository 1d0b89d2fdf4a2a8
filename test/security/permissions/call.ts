/** A call of AWS, made or allowed. */
export interface Call {
  /** The function's name. */
  readonly caller: string;
  /** As IAM names it, such as dynamodb:GetItem. */
  readonly action: string;
  readonly resource: string;
  /** A statement's conditions, as JSON. @default none */
  readonly condition?: string;
}

/** For people and as a key. */
export const lineOf = ({ action, resource, condition }: Call): string =>
  `${action} on ${resource}${condition === undefined ? "" : ` if ${condition}`}`;
