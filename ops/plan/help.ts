import { environments } from "../../config/environments";
import { DEFAULT_ENVIRONMENT } from "../../config/load-config";

export const HELP = `npm run plan -- [options]

Synthesizes, plans each stack in order with terraform, and says what would change: first what is destroyed or replaced and
what that means, then rights statement by statement, code by function, and the rest. Secrets are never shown.
The plans stay in cdktf.out/plans (or $CDKTF_OUTDIR/plans): <stack>.tfplan to apply, <stack>.json to read again. Terraform
writes secrets in clear into both: keep them as you keep the state. npm run deploy -- --plan DIR applies such a folder.
No state is locked: a plan whose state has moved since is refused when it is applied.

  --env NAME      the environment of config/environments.ts: ${Object.keys(environments).join(", ")}
                  (default: $SECHUB_ENV, else ${DEFAULT_ENVIRONMENT})
  --from DIR      no synth and no terraform: reads <stack>.json of DIR, each as terraform show -json PLANFILE prints it
  --same-as DIR   with --from: whether the plans of both folders would do the same; ends with 0, or with 2 and the
                  resources by name
  --markdown      for a comment of a pull request, instead of text
  --json          for scripts
  --fail-on LIST  ends with 3 when there is something of the list: replace, destroy (what is replaced is not counted
                  here again), iam; commas between. What cannot be planned yet counts as all of them
  --help          this text

Ends with 0: no changes, 2: changes, 3: changes that --fail-on names, 1: an error, and nothing was changed.
Needs terraform 1.10 or newer in PATH (or $TERRAFORM_BINARY_NAME), and AWS credentials as terraform finds them.
`;
