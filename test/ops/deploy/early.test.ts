import { existsSync } from "node:fs";
import { listen } from "../../../local/stand-ins/http-server";
import type { Terraform } from "../../../ops/terraform/run-terraform";
import { startDesk, type Desk } from "./support";

let desk: Desk;
beforeEach(async () => {
  desk = await startDesk();
});
afterEach(() => desk.close());

/** A terraform that answers one thing, whatever it is asked. */
const answers =
  (stdout: string): Terraform =>
  () =>
    Promise.resolve({ status: 0, stdout, stderr: "" });
const RIGHT = answers('{"terraform_version":"1.11.4"}');

/** Leads to no stand-in but STS: as in an account. */
const inAccount = (sts: string): NodeJS.ProcessEnv => ({
  AWS_ENDPOINT_URL_DYNAMODB: "",
  AWS_ENDPOINT_URL_NETWORK_FIREWALL: "",
  AWS_ENDPOINT_URL_LAMBDA: "",
  AWS_ENDPOINT_URL_SFN: "",
  AWS_ENDPOINT_URL_STS: sts,
});

/** The SDK looks for credentials in the process itself, and on the person's machine. */
async function withCredentials<Answer>(given: NodeJS.ProcessEnv, work: () => Promise<Answer>): Promise<Answer> {
  const before = { ...process.env };
  const nowhere = {
    AWS_SHARED_CREDENTIALS_FILE: "/nowhere",
    AWS_CONFIG_FILE: "/nowhere",
    AWS_EC2_METADATA_DISABLED: "true",
  };
  for (const name of Object.keys(before)) if (name.startsWith("AWS_")) delete process.env[name];
  Object.assign(process.env, nowhere, given);
  try {
    return await work();
  } finally {
    process.env = before;
  }
}
const KEYS = { AWS_ACCESS_KEY_ID: "x", AWS_SECRET_ACCESS_KEY: "x" };

const identity = (account: string) => ({
  status: 200,
  headers: { "content-type": "text/xml" },
  body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:sts::${account}:assumed-role/ci/x</Arn><UserId>U</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
});
const refusal = (code: string) => ({
  status: 403,
  headers: { "content-type": "text/xml" },
  body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>The security token included in the request is expired</Message></Error></ErrorResponse>`,
});

/** One line, before anything was synthesized, planned or asked. */
function expectOneLine({ code, error, out, questions }: Awaited<ReturnType<Desk["run"]>>, says: RegExp): void {
  expect([code, out, questions]).toEqual([1, [], []]);
  expect(error).toMatch(says);
  expect(error).not.toContain("\n");
  expect(existsSync(desk.outdir)).toBe(false);
}

describe("before anything is done", () => {
  it.each<readonly [string, string, RegExp]>([
    ["an environment that there is not", "--env prd", /there is no environment "prd".*ops, other/],
    ["an option that there is not", "--force", /'--force'; npm run deploy -- --help lists the options/],
    [
      "a gate that there is not",
      "--fail-on destroyed",
      /--fail-on knows replace, destroy, iam, action, not "destroyed"/,
    ],
    ["to ask where nobody is", "--plan x", /^deploy ops: nobody is here to be asked .*--yes\. Nothing was changed$/],
    ["a check of plans", "--check-only --plan x", /--check-only applies nothing, so it takes no --plan/],
  ])("refuses %s", async (_, line, says) => {
    expectOneLine(await desk.run(line, { terraform: RIGHT }), says);
  });

  it.each<readonly [string, Terraform, RegExp]>([
    [
      "is too old",
      answers('{"terraform_version":"1.9.8"}'),
      /^terraform 1\.9\.8 is too old: the stacks need 1\.10 or newer$/,
    ],
    ["is none", answers("hello"), /does not answer with a version/],
  ])("refuses when terraform %s, without asking AWS", async (_, terraform, says) => {
    expectOneLine(await desk.run("--yes", { terraform, environment: inAccount("http://127.0.0.1:9") }), says);
  });

  it.each([
    [
      "of another account",
      identity("999999999999"),
      /credentials are of account 999999999999, and ops is deployed to 111122223333/,
    ],
    ["expired", refusal("ExpiredToken"), /^the AWS credentials have expired: sign in again/],
    ["unknown", refusal("InvalidClientTokenId"), /^AWS does not know these credentials \(InvalidClientTokenId\)/],
  ])("refuses credentials that are %s", async (_, answer, says) => {
    const sts = await listen(() => Promise.resolve(answer));
    try {
      const config = { accountIds: ["111122223333"] };
      const options = { terraform: RIGHT, environment: inAccount(sts.url), config };
      expectOneLine(await withCredentials(KEYS, () => desk.run("--yes", options)), says);
      expect(desk.terraformCalls).toEqual([expect.stringContaining(" version") as string]);
    } finally {
      await sts.close();
    }
  });

  it("refuses to begin without credentials", async () => {
    const options = { terraform: RIGHT, environment: inAccount("http://127.0.0.1:9") };
    const ended = await withCredentials({}, () => desk.run("--yes", options));
    expectOneLine(ended, /^no AWS credentials were found: set AWS_PROFILE, or AWS_ACCESS_KEY_ID/);
  });

  it("explains itself", async () => {
    const { code, text } = await desk.run("--help", { terraform: answers("") });
    expect(code).toBe(0);
    for (const option of ["--env", "--yes", "--plan", "--fail-on", "--check-only", "--no-smoke"]) {
      expect(text).toMatch(new RegExp(`^ {2}${option} `, "m"));
    }
  });
});
