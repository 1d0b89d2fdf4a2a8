import { parsePayload } from "../contract/parse-payload";
import { removeInput } from "../contract/payloads";
import { lambdaHandler } from "../runtime/lambda-handler";
import { buildDeps } from "./deps";
import { removeExpired } from "./remove-expired";

export const handler = lambdaHandler({
  name: "remove-ip-from-ddb",
  parse: (event) => parsePayload(removeInput, event, "the list of expired hosts"),
  run: removeExpired(buildDeps(process.env)),
});
