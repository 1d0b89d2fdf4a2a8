import { environments } from "../../config/environments";
import { DEFAULT_ENVIRONMENT } from "../../config/load-config";

export const NPM = "npm run bootstrap";

export const HELP = `${NPM} -- [options]

Makes the S3 bucket that an environment keeps Terraform's states in (backend of config/environments.ts), as a small stack of
its own: versioned, encrypted, by TLS only, not public, protected against being destroyed. Shows the plan, asks, applies,
and moves the stack's own state into the bucket. Environments that name the same bucket share it: the second one finds it.
Run it again whenever it stopped: it goes on where it was. When all is done it says so, and changes nothing.
A bucket that somebody else looks after needs none of this: say its name in the config, and that is all.

  --env NAME      the environment of config/environments.ts: ${Object.keys(environments).join(", ")}
                  (default: $SECHUB_ENV, else ${DEFAULT_ENVIRONMENT})
  --yes           does not ask
  --help          this text

What was done is all of stdout; the plan, the question and terraform's progress go to stderr.
Ends with 0 when the bucket is as the config says and holds its own state, else 1.
Needs terraform 1.10 or newer in PATH (or $TERRAFORM_BINARY_NAME), and AWS credentials (AWS_PROFILE, or as the SDK finds them).
terraform-state/README.md has what comes next: moving states there and back, an earlier version of a state, the very end.
`;
