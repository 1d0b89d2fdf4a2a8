#!/usr/bin/env node
/**
 * The terraform that the commands under test run (TERRAFORM_BINARY_NAME): the real one, with the AWS provider that lies on
 * this machine. What was synthesized is not touched: an override file beside it loosens the provider's version limit.
 * https://developer.hashicorp.com/terraform/language/files/override
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";

const { VERIFY_TERRAFORM = "terraform", VERIFY_PROVIDER_VERSION = "" } = process.env;
const args = process.argv.slice(2);
const folder = args.find((arg) => arg.startsWith("-chdir="))?.slice("-chdir=".length);
if (VERIFY_PROVIDER_VERSION !== "" && folder !== undefined && existsSync(path.join(folder, "cdk.tf.json"))) {
  const aws = { source: "hashicorp/aws", version: VERIFY_PROVIDER_VERSION };
  const loosened = { terraform: { required_providers: { aws } } };
  writeFileSync(path.join(folder, "provider_override.tf.json"), JSON.stringify(loosened));
}
const child = spawn(VERIFY_TERRAFORM, args, { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error(error.message);
  process.exit(127);
});
child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
