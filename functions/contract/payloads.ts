/**
 * What travels between the states. Field names are the seed's where it names them (IPList, NewIP), and are
 * the ones that the `.asl.json` files use. Lists are cut so that a payload stays far below 256 KiB.
 */
import * as z from "zod/mini";

/** Names of hosts carried in one payload at most; counts are always whole. */
export const MAX_HOSTS_IN_PAYLOAD = 100;

/** Refusals and finding ids are longer than hosts. */
export const MAX_DETAILS_IN_PAYLOAD = 20;

const hosts = z.array(z.string());

/**
 * A field that an execution does not have which began before the deploy that brought the field: it goes on as if there
 * was nothing to say.
 */
const noneYet = <Item extends z.ZodMiniType>(item: Item) => z._default(z.array(item), []);
const zeroYet = z._default(z.number(), 0);

/** A host (or a whole finding, then Host is "") that is not blocked, and why. */
export const refusal = z.object({ Host: z.string(), Reason: z.string(), Detail: z.string() });

/** add-ip-to-ddb answers this; it becomes `$.Recorded`. */
export const recordOutcome = z.object({
  /** At least one host of this finding is recorded and not yet enforced in the firewall. */
  NewIP: z.boolean(),
  /** Those hosts: a hint for messages, the table is the truth. */
  IPList: hosts,
  /** When the block of each host of IPList began, in the same order, ISO 8601: a host and its beginning name one block. */
  CreatedAt: noneYet(z.string()),
  /** When the block of each host of IPList ends, in the same order. */
  ExpiresAt: noneYet(z.string()),
  /** Hosts of this finding that the firewall holds already. */
  AlreadyBlocked: hosts,
  /** Hosts whose block this finding lifted (it was suppressed). */
  Lifted: hosts,
  /** Hosts that stay blocked although this finding was suppressed: another finding names them too. */
  Kept: noneYet(refusal),
  Refused: z.array(refusal),
  /** When the blocks of IPList end, ISO 8601; "" when there are none. */
  Until: z.string(),
  /** Ids of the event's findings, for the log lines of the functions that follow. */
  FindingIds: z.array(z.string()),
});

/** A row that get-ip-from-ddb found expired; ExpiresAt names the very row that was read. */
export const expiredHost = z.object({
  HostIp: z.string(),
  ExpiresAt: z.string(),
  /** No rule dropped the host. */
  Unenforced: z.optional(z.boolean()),
  /** The block was lifted: told then, or by the reconcile that takes its rule. */
  Lifted: z.optional(z.boolean()),
});

/** update-nf-rg is asked for this. Empty lists ask for a whole reconcile. */
export const reconcileRequest = z.object({
  IPList: hosts,
  Lifted: hosts,
  FindingIds: z.array(z.string()),
  /** The rules are looked at, whatever EnforcedAt promises of the hosts in IPList: an operator asks. */
  Whole: z.optional(z.boolean()),
  /** The definition knows `Outage`. Without it an outage is an error, as it was before this field. */
  MayWait: z.optional(z.boolean()),
  /** When the execution started, ISO 8601: it does not wait for the firewall for ever. */
  StartedAt: z.optional(z.string()),
});

/** The rule group could not be read or updated. Nothing is lost: the table has the hosts. */
export const outage = z.object({
  /** FIREWALL_UNAVAILABLE or FIREWALL_BUSY, and its sentence. */
  Error: z.string(),
  Cause: z.string(),
  /** When update-nf-rg gave up, ISO 8601. */
  FailedAt: z.string(),
  /** Hosts that are recorded and not enforced: the first by name, and all by count. */
  Waiting: hosts,
  WaitingCount: z.number(),
});

/** What a message says of a block that has just come into force. */
export const newBlock = z.object({
  Host: z.string(),
  CreatedAt: z.string(),
  ExpiresAt: z.string(),
  /** Those of the finding that the row names; "" for an operator's block. */
  FindingType: z.string(),
  Severity: z.string(),
  AccountId: z.string(),
});

/** update-nf-rg answers this; it becomes `$.Enforced`. */
export const reconcileOutcome = z.object({
  /** Above 0: another reconcile runs, so nothing was done; the state machine waits that long and asks again. */
  RetryAfterSeconds: z.number(),
  /** False: the rule group held exactly the projection already, or another execution had done it. */
  Changed: z.boolean(),
  Added: hosts,
  AddedCount: z.number(),
  Removed: hosts,
  RemovedCount: z.number(),
  /** Hosts whose rows say enforced, and whose rules were gone: someone had taken them out, and they are back. */
  Restored: hosts,
  RestoredCount: z.number(),
  /** Of a scheduled run: hosts that our rules held and the blocklist does not know. They are out. */
  Strange: hosts,
  StrangeCount: z.number(),
  /**
   * Hosts that nobody asked for now and that are blocked since: recorded long before, while they could not be (observed,
   * allowlisted, no room), or put into the table by a hand. Nobody else tells of them.
   */
  Late: noneYet(z.string()),
  LateCount: zeroYet,
  /**
   * Hosts whose rules went because their blocks had been lifted, and that nobody named as lifted in this request: whoever
   * lifted them may not have come to tell it. A suppression whose execution waits for its turn tells it once more.
   */
  LiftedBefore: noneYet(z.string()),
  LiftedBeforeCount: zeroYet,
  /** Hosts whose rules went because they may not be blocked any more (allowlisted since, observed since): first by name. */
  Withdrawn: noneYet(refusal),
  WithdrawnCount: zeroYet,
  /** Rows that somebody put into the table and that can never be blocked: the first by name, and all by count. */
  Unblockable: noneYet(refusal),
  UnblockableCount: zeroYet,
  /** Our rules held the right hosts and were not as we write them: someone had edited them. */
  Rewritten: z.boolean(),
  /** Of the hosts asked for: those that the rule group holds now. */
  Blocked: hosts,
  /** Of the hosts asked for: those that it does not hold, and why. */
  NotBlocked: z.array(refusal),
  /** Hosts left out because the group is full: the first by name, and all by count. */
  LeftOut: hosts,
  LeftOutCount: z.number(),
  HostsInForce: z.number(),
  CapacityUsedUnits: z.number(),
  CapacityUnits: z.number(),
  /** No firewall policy uses the rule group: a block there protects nothing. */
  UsedByNoPolicy: z.boolean(),
  /** When the rule group was read, ISO 8601; "" when this reconcile did not have to look at it. */
  AnsweredAt: z._default(z.string(), ""),
  /** The first hosts that came into force in this reconcile: the message about the end of an outage names them. */
  NewBlocks: noneYet(newBlock),
  /** Nothing was done. Only in an answer to a request with MayWait. */
  Outage: z.optional(outage),
});

/** get-ip-from-ddb answers this; it becomes `$.Expired`. */
export const expiredOutcome = z.object({
  PruneNeeded: z.boolean(),
  ExpiredCount: z.number(),
  Expired: z.array(expiredHost),
  /** The page was full: more rows may be expired. */
  More: z.boolean(),
  /** Where the next page begins: the last host of this one; "" when there is no more. */
  Cursor: z.string(),
});

/** get-ip-from-ddb takes the state of the machine: from the second page on, the page before. */
export const findExpiredInput = z.object({ Expired: z.optional(z.object({ Payload: expiredOutcome })) });

/** remove-ip-from-ddb answers this; it becomes `$.Removed`. Counts and names are of all pages so far. */
export const removeOutcome = z.object({
  Removed: hosts,
  RemovedCount: z.number(),
  /** Hosts whose time on the blocklist has ended and that no rule dropped: observed, allowlisted, left out. */
  Unenforced: noneYet(z.string()),
  UnenforcedCount: zeroYet,
  /** Hosts that were seen again meanwhile, or removed by another prune: they are left as they are. */
  KeptCount: z.number(),
  More: z.boolean(),
});

/** remove-ip-from-ddb takes the state of the machine: this page, and what was removed before it. */
export const removeInput = z.object({
  Expired: z.object({ Payload: expiredOutcome }),
  Removed: z.optional(z.object({ Payload: removeOutcome })),
});

/** update-nf-rg takes the state of the prune too: the page that was just removed, and what it did for those before. */
export const scheduledInput = z.object({
  Expired: z.object({ Payload: expiredOutcome }),
  Enforced: z.optional(z.object({ Payload: reconcileOutcome })),
});

/** The error that a Catch wrote into the state. */
export const caughtError = z.object({ Error: z.string(), Cause: z.optional(z.string()) });

const run = {
  StateMachine: z.string(),
  Execution: z.string(),
  /** The definition looks at RetryAfterSeconds. One of before the digests does not: its messages are sent at once. */
  CanWait: z._default(z.boolean(), false),
};

/**
 * send-gd-finding takes one of these. `Event` is the whole state: the EventBridge event, as it came (read with care), and
 * beside it what the states have answered, its own former answer among them.
 */
export const notification = z.discriminatedUnion("Kind", [
  z.object({
    Kind: z.literal("blocked"),
    Event: z.unknown(),
    Recorded: recordOutcome,
    Enforced: reconcileOutcome,
    ...run,
  }),
  z.object({ Kind: z.literal("refused"), Event: z.unknown(), Recorded: recordOutcome, ...run }),
  z.object({ Kind: z.literal("finding"), Event: z.unknown(), ...run }),
  /** The hosts of this execution, and others, wait for the firewall. */
  z.object({ Kind: z.literal("waiting"), Event: z.unknown(), Outage: outage, ...run }),
  z.object({
    Kind: z.literal("pruned"),
    Event: z.optional(z.unknown()),
    Removed: removeOutcome,
    Enforced: reconcileOutcome,
    ...run,
  }),
  z.object({ Kind: z.literal("failure"), Event: z.unknown(), Failure: caughtError, ...run }),
  /** What somebody did by a command of ops/: no execution, so that Execution is an id of the change. */
  z.object({
    Kind: z.literal("operator"),
    Event: z.optional(z.unknown()),
    Command: z.literal(["block", "unblock", "import", "reconcile"]),
    By: z.string(),
    Why: z.string(),
    Hosts: hosts,
    HostCount: z.number(),
    /** When the blocks that begin end; "" when none does, or not all at once. */
    Until: z.string(),
    /** What the reconcile after it did; without it there was none, and Note says why. */
    Enforced: z.optional(reconcileOutcome),
    /** What else there is to know; "" for nothing. */
    Note: z.string(),
    ...run,
  }),
]);

/** A message that was counted in its minute and found no free moment. */
export const waitingMessage = z.object({ Message: z.string(), Since: z.string() });

/** send-gd-finding answers this; it becomes `$.Notified`, or `$.FailureNotified` when it tells of a failure. */
export const notifyOutcome = z.object({
  Sent: z.number(),
  AlreadyTold: z.number(),
  /** Above 0: a message waits for its moment or its digest; the state machine waits that long and asks again. */
  RetryAfterSeconds: z.number(),
  /** The minutes whose digests it waits for, such as 2030-01-31T07:15Z; empty when nothing waits. */
  Digests: z.array(z.string()),
  /** The message that waits for its moment, by its id, and since when (ISO 8601); absent when none does. */
  Waiting: z.optional(waitingMessage),
});

export type Refusal = z.infer<typeof refusal>;
export type RecordOutcome = z.infer<typeof recordOutcome>;
export type ReconcileInput = z.infer<typeof reconcileRequest> & {
  /** Of the scheduled run: hosts whose rules go for a known reason. */
  readonly Expired?: readonly z.infer<typeof expiredHost>[];
  /** Of the scheduled run: what was done for the pages before this one. */
  readonly Before?: ReconcileOutcome | undefined;
};
export type ReconcileOutcome = z.infer<typeof reconcileOutcome>;
export type NewBlock = z.infer<typeof newBlock>;
export type ExpiredOutcome = z.infer<typeof expiredOutcome>;
export type FindExpiredInput = z.infer<typeof findExpiredInput>;
export type RemoveInput = z.infer<typeof removeInput>;
export type RemoveOutcome = z.infer<typeof removeOutcome>;
export type Notification = z.infer<typeof notification>;
export type NotificationOf<K extends Notification["Kind"]> = Extract<Notification, { Kind: K }>;
export type WaitingMessage = z.infer<typeof waitingMessage>;
export type NotifyOutcome = z.infer<typeof notifyOutcome>;
