import { AwsError } from "../aws-error";
import { awsJson } from "../aws-json";
import type { Call, Now } from "../call";
import { listen, type Listening } from "../http-server";
import { show, type JsonObject } from "../json";

export interface ParameterStoreStandIn extends Listening {
  /** Which names were asked for. Answers, which are secrets, are not in it. */
  readonly calls: readonly Call[];
  /** Makes a parameter, or a new version of it. */
  readonly set: (name: string, value: string) => void;
}

interface StoredParameter {
  readonly value: string;
  readonly version: number;
  readonly modifiedAt: number;
}

/** AWS's own limit. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html */
const MAX_NAME = 2048;

/**
 * SSM Parameter Store, of which the product uses GetParameter on SecureStrings. Without WithDecryption the answer is
 * ciphertext, as it is on AWS: a caller that forgets it must not find a usable URL.
 */
export async function startParameterStore(
  parameters: Readonly<Record<string, string>> = {},
  { now = Date.now }: { readonly now?: Now } = {},
): Promise<ParameterStoreStandIn> {
  const stored = new Map<string, StoredParameter>();
  const calls: Call[] = [];
  const set = (name: string, value: string): void => {
    stored.set(name, { value, version: (stored.get(name)?.version ?? 0) + 1, modifiedAt: now() });
  };
  for (const [name, value] of Object.entries(parameters)) set(name, value);

  const getParameter = ({ Name, WithDecryption }: JsonObject) => {
    if (typeof Name !== "string" || Name.length < 1 || Name.length > MAX_NAME) {
      throw new AwsError("ValidationException", `Name: ${show(Name)} is not 1 to ${MAX_NAME} characters`);
    }
    const parameter = stored.get(Name);
    if (parameter === undefined) throw new AwsError("ParameterNotFound", `there is no parameter ${Name}`);
    const { value, version, modifiedAt } = parameter;
    return {
      Parameter: {
        Name,
        Type: "SecureString",
        Value: WithDecryption === true ? value : `ciphertext-of-version-${version}`,
        Version: version,
        LastModifiedDate: modifiedAt / 1000,
        ARN: `arn:aws:ssm:us-west-2:111122223333:parameter/${Name.replace(/^\//, "")}`,
        DataType: "text",
      },
    };
  };

  const server = await listen(
    awsJson({
      version: "1.1",
      targetPrefix: "AmazonSSM",
      operations: new Map([["GetParameter", getParameter]]),
      messageMember: "message",
      calls,
      now,
    }),
  );
  return { ...server, calls, set };
}
