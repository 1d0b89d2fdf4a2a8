import { lambdaHandler } from "../runtime/lambda-handler";
import { buildDeps } from "./deps";
import { findExpired } from "./find-expired";

export const handler = lambdaHandler({
  name: "get-ip-from-ddb",
  parse: (event) => event,
  run: findExpired(buildDeps(process.env)),
});
