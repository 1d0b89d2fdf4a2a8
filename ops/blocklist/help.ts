import { environments } from "../../config/environments";
import { DEFAULT_ENVIRONMENT } from "../../config/load-config";
import { WAIT_SECONDS } from "../aws/reconcile";

export const NPM = "npm run blocklist";

export const HELP = `${NPM} -- COMMAND [options]

The blocklist of an environment: who is blocked and why, and blocks by hand. Works with your AWS credentials.
Rows are written by this command; the rules by the deployed function, which has the deployed allowlist and mode: what is
said before a question is by this checkout's config, what is said afterwards is what was done.
What it changes is told in Slack: who, why, until when, and whether it is in force.

  list                 every row of the table: state, since, until, why
  show IP              all that is known of a host: why, since, until, findings, how often, whether the firewall drops it
  block IP             blocks the host, whatever findings say, and reconciles
  unblock IP           ends its block, whoever began it, and reconciles
                       (show and unblock take --row TEXT in place of IP: the HostIp of a row that is no address)
  reconcile            has the deployed function make the rules equal the table
  export               all rows and what is remembered, a JSON object a line
  import FILE          blocks each line's address, or the hosts of its CIDR (256 at most; # begins a comment);
                       or brings back an export, whose rows stay as they are where they are there already.
                       Of a list, an operator's blocks stay, a finding's become an operator's, and hosts that were
                       unblocked are left so

  --for 72h            how long (block, import): hours or days (default: retentionHours)
  --permanent          until somebody unblocks it
  --reason TEXT        why: goes into the row and to Slack (block, unblock, import, reconcile)
  --dry-run            what reconcile would do by this checkout's config, and nothing else
  --yes                does not ask
  --wait SECONDS       how long to wait while another reconcile runs (default: ${WAIT_SECONDS})
  --json               JSON in place of text
  --env NAME           the environment of config/environments.ts: ${Object.keys(environments).join(", ")}
                       (default: $SECHUB_ENV, else ${DEFAULT_ENVIRONMENT})
  --outputs FILE       names from terraform -chdir=cdktf.out/stacks/shared output -json, in place of the prefix's
  --help               this text

With npm start -- --keep running, the line that it prints leads here, to Slack's stand-in too:
  export AWS_ENDPOINT_URL_DYNAMODB=… AWS_ENDPOINT_URL_NETWORK_FIREWALL=… AWS_ENDPOINT_URL_LAMBDA=… AWS_ENDPOINT_URL_SFN=…
`;
