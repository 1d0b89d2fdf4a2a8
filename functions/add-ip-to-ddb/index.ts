import { lambdaHandler } from "../runtime/lambda-handler";
import { buildDeps } from "./deps";
import { recordSightings } from "./record-sightings";
import { readSecurityHubEvent } from "./security-hub-event";

export const handler = lambdaHandler({
  name: "add-ip-to-ddb",
  parse: readSecurityHubEvent,
  run: recordSightings(buildDeps(process.env)),
});
