import { environments } from "../../config/environments";
import { everyServiceAt } from "../../config/every-service-at";
import { loadConfig } from "../../config/load-config";
import { ENDPOINT_SERVICES } from "../../config/schema";
import { allResources, STACK_NAMES, synth } from "../support/synth";

describe("the environments of the repository", () => {
  it.each(Object.keys(environments))("%s can be used", (name) => {
    expect(loadConfig(name, environments).environment).toBe(name);
  });

  it("have names of AWS resources of their own, so that two fit into one account", () => {
    const prefixes = Object.keys(environments).map((name) => loadConfig(name, environments).prefix);
    expect(new Set(prefixes).size).toBe(prefixes.length);
  });

  it("dev is everything by default", () => {
    expect(environments["dev"]).toEqual({});
  });
});

describe("prod", () => {
  const templates = synth(environments["prod"], "prod");

  it.each(STACK_NAMES)("keeps the state of %s in S3, encrypted, locked, under a key of its own", (stack) => {
    expect(templates[stack].terraform.backend).toEqual({
      s3: {
        bucket: "example-terraform-state",
        region: "us-west-2",
        key: `sechub-firewall/prod/${stack}.tfstate`,
        encrypt: true,
        use_lockfile: true,
      },
    });
  });

  it.each(STACK_NAMES)("lets %s be deployed to its account only", (stack) => {
    expect(templates[stack].provider.aws).toEqual([expect.objectContaining({ allowed_account_ids: ["111122223333"] })]);
  });

  it("needs no lookup of the account: the ARNs in its policies can be read in the plan", () => {
    expect(STACK_NAMES.filter((stack) => templates[stack].data?.["aws_caller_identity"])).toEqual([]);
  });
});

describe("local", () => {
  const templates = synth(environments["local"], "local");
  const EMULATOR = "http://127.0.0.1:4566";

  it("sends every service of these stacks to the emulator", () => {
    const everywhere = Object.fromEntries(ENDPOINT_SERVICES.map((service) => [service, EMULATOR]));
    expect(everyServiceAt(EMULATOR)).toEqual(everywhere);
    for (const stack of STACK_NAMES) {
      expect(templates[stack].provider.aws).toEqual([
        expect.objectContaining({
          endpoints: [everywhere],
          access_key: "test",
          secret_key: "test",
          skip_credentials_validation: true,
          skip_requesting_account_id: true,
        }),
      ]);
    }
  });

  it("leads the functions there too", () => {
    const variables = allResources(templates, "aws_lambda_function").map(
      ({ attributes }) => (attributes["environment"] as { variables: Record<string, string> }).variables,
    );
    expect(variables).toHaveLength(5);
    for (const found of variables) {
      expect(found).toMatchObject({
        AWS_ENDPOINT_URL_DYNAMODB: EMULATOR,
        AWS_ENDPOINT_URL_NETWORK_FIREWALL: EMULATOR,
        AWS_ENDPOINT_URL_SSM: EMULATOR,
      });
    }
  });

  it("names the account that emulators answer for", () => {
    expect(JSON.stringify(templates.routing.resource)).toContain(":000000000000:rule/sechub-local-catch-ipv4");
  });
});
