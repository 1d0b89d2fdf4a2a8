import { parsePayload } from "../contract/parse-payload";
import { reconcileInput } from "../contract/payloads";
import { lambdaHandler } from "../runtime/lambda-handler";
import { buildDeps } from "./deps";
import { reconcile } from "./reconcile";

export const handler = lambdaHandler({
  name: "update-nf-rg",
  parse: (event) => parsePayload(reconcileInput, event, "the hosts to reconcile for"),
  run: reconcile(buildDeps(process.env)),
});
