/** Kinds of GuardDuty action that carry a remote host; config says which of them block. */
export const ACTION_KINDS = ["networkConnection", "portProbe", "awsApiCall", "kubernetesApiCall"] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];
