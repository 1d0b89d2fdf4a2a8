import { environments } from "../../config/environments";
import { DEFAULT_ENVIRONMENT } from "../../config/load-config";

export const NPM = "npm run deploy";

export const HELP = `${NPM} -- [options]

Synthesizes, plans each stack and says what would change, as npm run plan does; asks; applies stack after stack; reconciles
the rule group with the table; sends a sample finding through; and says what is left to do. Run it again whenever it
stopped: what is applied stays.
A stack is planned anew once one in front of it was applied. It is applied without another question if that does the same
as what was shown.

  --env NAME      the environment of config/environments.ts: ${Object.keys(environments).join(", ")}
                  (default: $SECHUB_ENV, else ${DEFAULT_ENVIRONMENT})
  --yes           does not ask, not even where a later stack turns out to do something else than was shown; needed where
                  there is no terminal
  --plan DIR      applies the plans of DIR, a copy of cdktf.out/plans that npm run plan left, and nothing else: stops where
                  a stack would do something else by now, or could not be planned then
  --fail-on LIST  ends with 3, and applies nothing, when there is something of the list: replace, destroy, iam,
                  action (as npm run plan -- --help has it)
  --check-only    applies nothing: reconciles, sends the sample finding, and says what is left to do
  --no-smoke      sends no sample finding
  --help          this text

What was done is all of stdout; the plan, the question and terraform's progress go to stderr.
Ends with 0 when everything is applied and the checks hold, 3 at a gate of --fail-on, else 1.
Ctrl-C, once: the provider cancels the resource in progress, terraform writes its state and releases the lock, and nothing
more is applied. That resource may be half changed: the next plan shows what is left. A state that is locked is waited for,
for up to 10 minutes.
Needs terraform 1.10 or newer in PATH (or $TERRAFORM_BINARY_NAME), and AWS credentials (AWS_PROFILE, or as the SDK finds them).

With npm start -- --env local --keep running, the ports that it prints lead here:
  AWS_ENDPOINT_URL_DYNAMODB=… AWS_ENDPOINT_URL_NETWORK_FIREWALL=… AWS_ENDPOINT_URL_LAMBDA=… AWS_ENDPOINT_URL_SFN=… \\
    ${NPM} -- --env local --check-only
`;
