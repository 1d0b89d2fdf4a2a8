import { environments } from "../../config/environments";
import { DEFAULT_ENVIRONMENT } from "../../config/load-config";

export const NPM = "npm run drift";
/** A reconcile that has just been asked for is done by then. */
export const WAIT_SECONDS = 60;

export const HELP = `${NPM} -- [options]

What was changed by hand, whether the firewall's rules equal the table, and what others attached to the resources. Nothing
is written, and no state is locked.

Shape: terraform reads every resource of each stack (plan -refresh-only) and says what is not as it was applied. The rules
of the group are no part of it. Rules: the live rule group against the rows of the table, with your AWS credentials; what
others wrote into the group is told as well. A difference counts only if it is still there after some time, since a
reconcile may be under way. The config of this checkout counts: run it from the commit that is deployed.
Attached: policies, URLs, targets, rules, schedules and subscriptions that no stack made, by your AWS credentials. Terraform
looks at none of them and no deploy takes them away, so each is shown with the command that does.
What was seen stays in cdktf.out/drift (or $CDKTF_OUTDIR/drift): <stack>.json, rules.json and attached.json. Terraform writes secrets in
clear into the first: keep them as you keep the state.

  --env NAME           the environment of config/environments.ts: ${Object.keys(environments).join(", ")}
                       (default: $SECHUB_ENV, else ${DEFAULT_ENVIRONMENT})
  --only shape         what terraform sees, or only rules, or only attached: the last two without terraform
  --from DIR           looks at nothing: reads what an earlier run left in DIR, <stack>.json as terraform show -json prints
                       a refresh-only plan, rules.json and attached.json
  --accept unmanaged   what others wrote into the rule group is a note, not drift; but never a rule before ours that does
                       not drop, unless its addresses, on both sides, are never blocked (private, allowlist, ownAddresses)
  --wait SECONDS       how long rules and table may be out of step before it counts (default: ${WAIT_SECONDS})
  --markdown           for an issue, instead of text
  --json               for scripts
  --help               this text

Ends with 0: no drift (and the first line is "No drift."), 2: drift, 1: an error.
Shape needs terraform 1.10 or newer in PATH (or $TERRAFORM_BINARY_NAME), and AWS credentials as terraform finds them.

With npm start -- --env local --keep running, the ports that it prints lead here:
  AWS_ENDPOINT_URL_DYNAMODB=… AWS_ENDPOINT_URL_NETWORK_FIREWALL=… ${NPM} -- --env local --only rules
`;
