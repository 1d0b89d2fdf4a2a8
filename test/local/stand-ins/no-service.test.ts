import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { startNoService } from "../../../local/stand-ins/no-service/server";
import { clientConfig, outcomeOf } from "./support";

it("refuses whatever it is asked, and writes down who asked which service for what", async () => {
  const noService = await startNoService();
  const client = new LambdaClient({ ...clientConfig(noService.url), maxAttempts: 1 });

  const outcome = await outcomeOf(client.send(new ListFunctionsCommand({})));

  expect(outcome).not.toBe("ok");
  expect(noService.calls).toMatchObject([{ operation: "lambda:GET /2015-03-31/functions", caller: "x" }]);
  client.destroy();
  await noService.close();
});
