import { environments } from "../../config/environments";
import { loadConfig } from "../../config/load-config";
import type { Config, ConfigInput } from "../../config/schema";

const KEY_ARN = "arn:aws:kms:us-west-2:111122223333:key/11111111-2222-3333-4444-555555555555";

/** Every option that adds a resource or a statement: what config/environments.ts leaves off is looked at too. */
const EVERYTHING = {
  accountIds: ["111122223333"],
  backend: { type: "s3", bucket: "example-terraform-state", region: "us-west-2" },
  firewall: { policy: { name: "edge" } },
  routing: { ipv6: true, portProbes: true, otherForms: true },
  blockActions: ["networkConnection", "portProbe", "awsApiCall", "kubernetesApiCall"],
  notifications: {
    webhookParameters: ["/example/another-webhook-url"],
    webhookHosts: ["chat.example.com"],
    topicArn: "arn:aws:sns:us-west-2:111122223333:example-messages",
    topicKmsKeyArn: KEY_ARN,
  },
  alarmEmail: "security@example.com",
  permissionsBoundaryArn: "arn:aws:iam::111122223333:policy/example-boundary",
} satisfies ConfigInput;

const EVERYTHING_WITH_KEY = {
  ...EVERYTHING,
  backend: { ...EVERYTHING.backend, kmsKeyArn: KEY_ARN },
  kmsKeyArn: KEY_ARN,
} satisfies ConfigInput;

/** Ours, beside those of config/environments.ts. */
export const WITH_KEY = "everything-with-key";
const OURS: Readonly<Record<string, ConfigInput>> = {
  "everything-no-key": EVERYTHING,
  [WITH_KEY]: EVERYTHING_WITH_KEY,
};

/** What is scanned: an environment whose name is taken by one of ours is scanned as `config-NAME`. */
export const scannedConfigs = (): readonly Config[] => [
  ...Object.keys(environments).map((name) => {
    const config = loadConfig(name, environments);
    return { ...config, environment: name in OURS ? `config-${name}` : name };
  }),
  ...Object.keys(OURS).map((name) => loadConfig(name, OURS)),
];
