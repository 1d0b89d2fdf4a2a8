import type { Unshown } from "./unshown";

export type Action = "no-op" | "create" | "read" | "update" | "replace" | "destroy" | "forget";

/** What is planned for a value. Secrets are out of `before` and `after` already: nothing behind the reader sees one. */
export interface Change {
  readonly action: Action;
  /** A replacement whose new resource is there before the old one goes. */
  readonly createFirst: boolean;
  readonly before: unknown;
  readonly after: unknown;
  /** The same tree, `true` where a value is known only after apply. */
  readonly unknown: unknown;
}

export interface ResourceChange extends Change {
  readonly address: string;
  readonly movedFrom: string | undefined;
  readonly imported: boolean;
  readonly type: string;
  readonly name: string;
  /** Terraform's own word for why, such as `replace_because_tainted`. */
  readonly reason: string | undefined;
  /** Attributes that cannot be changed in place. */
  readonly replacePaths: readonly string[];
  /** Attributes as they are written in the configuration, with `${…}` where the value comes from elsewhere. */
  readonly configured: Readonly<Record<string, string>>;
}

export interface OutputChange extends Change {
  readonly name: string;
}

/** Something that an apply runs and that is no change of a resource: an action, or a provisioner. */
export interface ActionInvocation {
  readonly address: string;
  readonly type: string;
  /** `after update of aws_lambda_function.x` */
  readonly when: string;
  /** What it is given, without secrets. */
  readonly values: unknown;
  /** The same tree, `true` where a value is known only after apply. */
  readonly unknown: unknown;
  /** Why Terraform puts it off. */
  readonly deferred: string | undefined;
}

export interface Plan {
  readonly changes: readonly ResourceChange[];
  /** What was changed outside Terraform since the last apply. */
  readonly drift: readonly ResourceChange[];
  readonly outputs: readonly OutputChange[];
  readonly deferred: readonly string[];
  readonly actions: readonly ActionInvocation[];
  /** Actions that the configuration declares, whether this plan runs them or not. */
  readonly declaredActions: readonly string[];
  readonly failedChecks: readonly string[];
  /** What a newer Terraform has written into it, and this version does not know. */
  readonly unshown: readonly Unshown[];
  /** Terraform's own answer to "would an apply do anything?"; plans of before Terraform 1.7 do not say. */
  readonly applyable: boolean | undefined;
  readonly complete: boolean;
}

/** A plan that does nothing. */
export const EMPTY_PLAN: Plan = {
  changes: [],
  drift: [],
  outputs: [],
  deferred: [],
  actions: [],
  declaredActions: [],
  failedChecks: [],
  unshown: [],
  applyable: undefined,
  complete: true,
};
