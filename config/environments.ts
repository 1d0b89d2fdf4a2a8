import { everyServiceAt } from "./every-service-at";
import type { ConfigInput } from "./schema";

/**
 * The file to edit. One entry for each environment; what is not said here has its default (README, "Configure").
 * `npm run synth -- --env prod` and `SECHUB_ENV=prod npx cdktf-cli@0.21.0 deploy …` choose one.
 */
export const environments: Readonly<Record<string, ConfigInput>> = {
  /** Everything by default: the seed's names and patterns, local state, any account. */
  dev: {},

  /** An example to copy: replace account, bucket, e-mail and allowlist by yours. */
  prod: {
    prefix: "sechub-prod",
    accountIds: ["111122223333"],
    backend: { type: "s3", bucket: "example-terraform-state", region: "us-west-2" },
    allowlist: ["192.0.2.0/24"],
    // The policy that uses the group has 30,000 units for all its stateless groups; a change later means taking it out.
    firewall: { capacityUnits: 20_000 },
    routing: { ipv6: true, portProbes: true },
    alarmEmail: "security@example.com",
    logRetentionDays: 365,
    tags: { Team: "security" },
  },

  /** Deploys to an AWS emulator on this machine, such as that of `npm run emulator`. `npm start` needs none of it. */
  local: {
    prefix: "sechub-local",
    endpoints: everyServiceAt(process.env.SECHUB_EMULATOR_URL ?? "http://127.0.0.1:4566"),
    alarmEmail: "oncall@example.com",
    functions: { runtime: "nodejs22.x" },
  },
};
