import { parsePayload } from "../contract/parse-payload";
import { findExpiredInput } from "../contract/payloads";
import { lambdaHandler } from "../runtime/lambda-handler";
import { buildDeps } from "./deps";
import { findExpired } from "./find-expired";

export const handler = lambdaHandler({
  name: "get-ip-from-ddb",
  parse: (event) => parsePayload(findExpiredInput, event, "the state of the prune"),
  run: findExpired(buildDeps(process.env)),
});
