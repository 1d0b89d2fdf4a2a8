import { environments } from "../../config/environments";
import { DEFAULT_ENVIRONMENT } from "../../config/load-config";

export const NPM = "npm run trim-state";

export const HELP = `${NPM} -- [options]

Takes the rules of the rule group out of Terraform's state, so that plan and drift are quick again. AWS is not touched: the
rules in force stay, and Terraform ignores them (docs/adr/0002). An apply that changes the group itself (a tag), or that
follows a plan which read everything, writes all rules into the state; npm run deploy trims it at its end. Run this command
after an apply of your own, by terraform or cdktf.

It pulls the state of the stack shared, puts the placeholder in the place of the rules, and pushes it with the next serial,
under Terraform's lock. If somebody applies in between, Terraform refuses the push and the state stays as it is. Plans made
before are refused afterwards ("Saved plan is stale"): plan again. The state as it was stays in
cdktf.out/state-before-trim/shared.tfstate (or $CDKTF_OUTDIR): terraform state push -force brings it back.

  --env NAME   the environment of config/environments.ts: ${Object.keys(environments).join(", ")}
               (default: $SECHUB_ENV, else ${DEFAULT_ENVIRONMENT})
  --yes        does not ask; needed where there is no terminal
  --help       this text

Ends with 0, also when there was nothing to take out; 1: an error, and the state is as it was.
Needs terraform 1.10 or newer in PATH (or $TERRAFORM_BINARY_NAME), and credentials that may write the state.
`;
