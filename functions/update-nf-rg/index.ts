import { lambdaHandler } from "../runtime/lambda-handler";
import { buildDeps } from "./deps";
import { reconcile } from "./reconcile";
import { readReconcileInput } from "./reconcile-input";

export const handler = lambdaHandler({
  name: "update-nf-rg",
  parse: readReconcileInput,
  run: reconcile(buildDeps(process.env)),
});
