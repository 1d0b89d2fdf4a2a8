/** Ends that some thousand inputs come to: a fuzz whose inputs are all refused at the door finds nothing. */
export const SEVERAL_OUTCOMES = {
  invocations: [
    "add-ip-to-ddb recorded",
    "add-ip-to-ddb known",
    "add-ip-to-ddb lifted",
    "add-ip-to-ddb refused",
    "add-ip-to-ddb EVENT_INVALID",
    "update-nf-rg reconciled",
    "send-gd-finding told",
    "send-gd-finding told nothing new",
  ],
  reasons: [
    "NO_REMOTE_HOST",
    "NOT_GUARDDUTY",
    "SAMPLE",
    "ARCHIVED",
    "SUPPRESSED",
    "RESOLVED",
    "NEVER_BLOCK_TYPE",
    "NOT_AN_ADDRESS",
    "NOT_PUBLIC",
    "OWN_ADDRESS",
    "ALLOWLISTED",
    "STAYS_BLOCKED",
  ],
};
