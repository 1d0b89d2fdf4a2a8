import { parsePayload } from "../contract/parse-payload";
import { notification } from "../contract/payloads";
import { lambdaHandler } from "../runtime/lambda-handler";
import { buildDeps } from "./deps";
import { notify } from "./notify";

export const handler = lambdaHandler({
  name: "send-gd-finding",
  parse: (event) => parsePayload(notification, event, "the notification"),
  run: notify(buildDeps(process.env)),
});
