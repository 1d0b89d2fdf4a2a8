import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadConfig } from "../../../config/load-config";
import { listen } from "../../../local/stand-ins/http-server";
import { endpointsOf } from "../../../ops/aws/endpoints";
import { explainFailure } from "../../../ops/aws/explain-failure";
import { callerArn } from "../../../ops/aws/caller";
import { namesOf, targetOf } from "../../../ops/aws/target";
import { STSClient } from "@aws-sdk/client-sts";
import { readDeployment } from "../../../local/synthesized/deployment";
import { synthesize } from "../../../stacks/synthesize";
import { CALLER, ENVIRONMENT, GROUP_ARN, startDesk, type Desk } from "./support";

let desk: Desk;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "sechub ops-"));
  desk = await startDesk();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await desk.close();
});

const file = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};

describe("what a person got wrong ends with one line and 1", () => {
  it.each([
    [
      "",
      "no command: npm run blocklist -- list | show | block | unblock | reconcile | export | import; --help explains them",
    ],
    ["explode", 'there is no command "explode"'],
    ["list 5.6.7.8", 'list takes nothing more, and "5.6.7.8" is one too many'],
    ["show", "show needs an address"],
    ["show 5.6.7.8 6.6.6.6", 'show takes one IP, and "6.6.6.6" is one too many'],
    ["import", "import needs a file"],
    ["list --env nowhere", 'there is no environment "nowhere" in config/environments.ts; it has ops'],
    ["list --colour", "Unknown option '--colour'; npm run blocklist -- --help lists the options"],
    ["show 5.6.7.8 --reason x", "show takes no --reason"],
    ["unblock 5.6.7.8 --for 1h", "unblock takes no --for"],
    ["block 5.6.7.8 --for 1h --permanent", "--for and --permanent each say how long"],
    ["block 5.6.7.8 --for 72", "--for 72: write hours or days"],
    ["block 5.6.7.8 --for 0h", "--for 0h: write hours or days"],
    ["block 5.6.7.8 --for 99999d", "--for 99999d: write hours or days"],
    ["block 5.6.7.8 --wait soon", "--wait soon: write seconds"],
    [`block 5.6.7.8 --reason ${"x".repeat(257)}`, "--reason has 257 characters: at most 256"],
    ["block 5.6.7.8 --reason a\nb", "--reason has a line break"],
    ["import /nowhere.txt", "/nowhere.txt cannot be read"],
    ["list --outputs /nowhere.json", "/nowhere.json cannot be read as outputs of Terraform"],
  ])("%s", async (line, problem) => {
    const { code, error } = await desk.run(line.split(" ").filter((word) => word !== ""));
    expect(code).toBe(1);
    expect(error).toContain(problem);
    expect(error.trim()).not.toContain("\n");
  });

  it("a table that is not there", async () => {
    const bare = await startDesk({ deployed: false });
    try {
      for (const command of ["list", "export"]) {
        expect((await bare.run(command)).error).toBe(
          "there is no table sechub-ops-blocklist in us-west-2, environment ops: these are the stand-ins of a local run. Was npm start -- --keep begun with this environment (--env)?",
        );
      }
      expect((await bare.run("show 5.6.7.8")).error).toContain(
        "there is no rule group sechub-ops-blocklist in us-west-2",
      );
    } finally {
      await bare.close();
    }
  });

  it("endpoints that do not answer", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const url = `http://127.0.0.1:${port}`;
    const table = await desk.run("list", { environment: { AWS_ENDPOINT_URL_DYNAMODB: url } });
    expect(table).toMatchObject({
      code: 1,
      error: expect.stringContaining(
        `DynamoDB does not answer at ${url}: is \`npm start -- --keep\` running`,
      ) as string,
    });
    const firewall = await desk.run("show 5.6.7.8", { environment: { AWS_ENDPOINT_URL_NETWORK_FIREWALL: url } });
    expect(firewall.error).toContain(`Network Firewall does not answer at ${url}`);
  });

  it("a table on this machine and the rule group of an account", async () => {
    const { code, error } = await desk.run("reconcile --yes", {
      environment: { AWS_ENDPOINT_URL_NETWORK_FIREWALL: "" },
    });
    expect({ code, error }).toEqual({
      code: 1,
      error: expect.stringMatching(/^the table would be at http.* and the rule group at AWS: set both/) as string,
    });
  });
});

describe("what AWS answers", () => {
  const answering = async (name: string, message: string) => {
    const server = await listen(() =>
      Promise.resolve({
        status: 400,
        headers: { "content-type": "application/x-amz-json-1.0" },
        body: JSON.stringify({ __type: name, message }),
      }),
    );
    try {
      return await desk.run("list", { environment: { AWS_ENDPOINT_URL_DYNAMODB: server.url } });
    } finally {
      await server.close();
    }
  };

  it.each([
    [
      "ExpiredTokenException",
      "The security token included in the request is expired",
      "the AWS credentials have expired: sign in again",
    ],
    [
      "UnrecognizedClientException",
      "The security token is invalid",
      "AWS does not know these credentials (UnrecognizedClientException)",
    ],
    [
      "AccessDeniedException",
      "User: arn:aws:iam::1:user/j is not authorized to perform: dynamodb:Scan on resource: arn:x because no policy allows it",
      "these credentials may not call dynamodb:Scan: User: arn:aws:iam::1:user/j",
    ],
  ])("%s is one line", async (name, message, said) => {
    const { code, error } = await answering(name, message);
    expect(code).toBe(1);
    expect(error).toContain(said);
    expect(error).not.toContain("\n");
  });

  const target = targetOf({
    environment: "ops",
    environments: { ops: { ...ENVIRONMENT, accountIds: ["999900001111"] } },
    outputs: undefined,
    env: {},
  });

  it.each([
    [
      "CredentialsProviderError",
      "Could not load credentials from any providers",
      "no AWS credentials were found: set AWS_PROFILE",
    ],
    [
      "CredentialsProviderError",
      "The SSO session associated with this profile has expired. To refresh, run aws sso login",
      "the AWS credentials have expired",
    ],
  ])("%s (%s) is one line", (name, message, said) => {
    const error = Object.assign(new Error(message), { name });
    expect(explainFailure(error, target)).toMatchObject({
      forPeople: true,
      message: expect.stringContaining(said) as string,
    });
  });

  it("does not call a defect of ours a person's mistake", () => {
    const error = new TypeError("x is not a function");
    expect(explainFailure(error, target)).toBe(error);
  });

  it("refuses credentials of another account, and takes those of its own", async () => {
    const client = new STSClient({
      endpoint: desk.env.AWS_ENDPOINT_URL_STS,
      region: "us-west-2",
      credentials: { accessKeyId: "x", secretAccessKey: "x" },
    });
    await expect(callerArn(client, target)).rejects.toMatchObject({
      code: "WRONG_ACCOUNT",
      message:
        "these credentials are of account 111122223333, and ops is deployed to 999900001111: choose others (AWS_PROFILE)",
    });
    await expect(
      callerArn(client, { ...target, config: { ...target.config, accountIds: ["111122223333"] } }),
    ).resolves.toBe(CALLER);
    client.destroy();
  });
});

describe("an emulator", () => {
  it.each([["http://127.0.0.1:9"], [""]])("needs no STS (%s): the caller is unknown then", async (sts) => {
    await desk.run("block 5.6.7.8 --yes", { environment: { AWS_ENDPOINT_URL_STS: sts } });
    expect(await desk.rows()).toMatchObject([{ BlockedBy: "unknown (local)" }]);
    await desk.run("unblock 5.6.7.8 --yes");
  });

  it("is found by the config, and by the SDK's variables before it", () => {
    const config = loadConfig("ops", {
      ops: { ...ENVIRONMENT, endpoints: { dynamodb: "http://127.0.0.1:1", networkfirewall: "http://127.0.0.1:2" } },
    });
    expect(endpointsOf(config, {})).toMatchObject({
      dynamoDb: "http://127.0.0.1:1",
      networkFirewall: "http://127.0.0.1:2",
      local: true,
    });
    expect(endpointsOf(config, { AWS_ENDPOINT_URL: "http://127.0.0.1:3" })).toMatchObject({
      dynamoDb: "http://127.0.0.1:3",
      sts: "http://127.0.0.1:3",
    });
  });
});

describe("names", () => {
  it("are those that the stacks give", async () => {
    const outdir = path.join(folder, "cdktf.out");
    const config = loadConfig("ops", { ops: ENVIRONMENT });
    await synthesize(config, outdir);
    const { tables, ruleGroup } = readDeployment(outdir);
    const { blocklist, memory, ruleGroup: group } = namesOf(config);
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining([blocklist, memory]));
    expect(ruleGroup.name).toBe(group);
  });

  it("come from Terraform's outputs when those are given", async () => {
    const outputs = {
      blocklist_table_name: { value: "sechub-ops-memory" },
      memory_table_name: { value: "sechub-ops-memory" },
      rule_group_arn: { value: GROUP_ARN },
    };
    expect((await desk.run(["list", "--outputs", file("outputs.json", JSON.stringify(outputs))])).text).toContain(
      "sechub-ops-memory is empty",
    );
    const elsewhere = { ...outputs, rule_group_arn: { value: GROUP_ARN.replace("us-west-2", "eu-west-1") } };
    expect((await desk.run(["list", "--outputs", file("o2.json", JSON.stringify(elsewhere))])).error).toContain(
      "is not of ops, which is in us-west-2",
    );
    expect((await desk.run(["list", "--outputs", file("o3.json", "{}")])).error).toContain(
      "has not blocklist_table_name",
    );
  });
});

it("explains itself", async () => {
  expect((await desk.run("--help")).text).toContain("unblock IP");
});
