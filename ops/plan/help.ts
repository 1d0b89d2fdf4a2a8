import { environments } from "../../config/environments";
import { DEFAULT_ENVIRONMENT } from "../../config/load-config";

export const HELP = `npm run plan -- [options]

Synthesizes, plans each stack in order with terraform, and says what would change: first what is destroyed or replaced and
what that means, then code that the apply runs (actions of terraform 1.14, provisioners), rights statement by statement, code
by function, and the rest. Secrets are never shown.
The plans stay in cdktf.out/plans (or $CDKTF_OUTDIR/plans): <stack>.tfplan to apply, <stack>.json to read again. Terraform
writes secrets in clear into both: keep them as you keep the state. npm run deploy -- --plan DIR applies such a folder.
No state is locked: a plan whose state has moved since is refused when it is applied.

  --env NAME      the environment of config/environments.ts: ${Object.keys(environments).join(", ")}
                  (default: $SECHUB_ENV, else ${DEFAULT_ENVIRONMENT})
  --from DIR      no synth and no terraform: reads <stack>.json of DIR, each as terraform show -json PLANFILE prints it.
                  DIR with shared.json alone is the first plan of an environment: the other stacks wait for it. If DIR
                  lacks another plan, the report shows the others, names the missing file, and counts as changes
  --same-as DIR   with --from: whether the plans of both folders would do the same; ends with 0, or with 2 and the
                  resources by name
  --markdown      for a comment of a pull request, instead of text
  --json          for scripts
  --fail-on LIST  ends with 3 when there is something of the list: replace, destroy (what is replaced is not counted
                  here again), iam, action (code that the apply runs); commas between. A stack that cannot be planned
                  yet or whose plan is missing counts as all of them. So does a section of a newer terraform's plan that
                  this command does not know, unless terraform says that the plan does nothing
  --help          this text

Ends with 0: no changes, 2: changes or an incomplete DIR, 3: changes that --fail-on names, 1: an error, and nothing was changed.
Needs terraform 1.10 or newer in PATH (or $TERRAFORM_BINARY_NAME), and AWS credentials as terraform finds them.
`;
