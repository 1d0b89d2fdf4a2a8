import type { Variable } from "./env-contract";

/** Kinds of GuardDuty action that carry a remote host; config says which of them block. */
export const ACTION_KINDS = ["networkConnection", "portProbe", "awsApiCall", "kubernetesApiCall"] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

const isActionKind = (name: string): name is ActionKind => ACTION_KINDS.some((kind) => kind === name);

/** The kinds as a variable of a function's environment: an unknown one would silently block nothing. */
export const actionKinds: Variable<readonly ActionKind[]> = {
  expects: `some of ${ACTION_KINDS.join(", ")}, joined by commas`,
  parse: (value) => {
    const names = value === "" ? [] : value.split(",");
    return names.every(isActionKind) ? names : undefined;
  },
};
