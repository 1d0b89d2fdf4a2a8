/**
 * One instance of a function: a worker thread with its own environment and modules, which takes one invocation at
 * a time, as in Lambda. It loads index.js as it came out of the zip.
 */
const { parentPort, workerData } = require("node:worker_threads");

let handler;
let initError;
try {
  ({ handler } = require(workerData.indexPath));
  if (typeof handler !== "function") throw new Error("index.js exports no function named handler");
} catch (error) {
  initError = error;
}

parentPort.postMessage("loaded");

const wireError = (error) => ({
  errorType: error instanceof Error ? error.name : "Error",
  errorMessage: error instanceof Error ? error.message : String(error),
  ...(error instanceof Error && { trace: String(error.stack).split("\n") }),
});

parentPort.on("message", async ({ payload, requestId, deadlineMs }) => {
  try {
    if (initError !== undefined) throw initError;
    const context = {
      awsRequestId: requestId,
      functionName: workerData.functionName,
      getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
    };
    const result = await handler(JSON.parse(payload), context);
    parentPort.postMessage({ payload: JSON.stringify(result ?? null) });
  } catch (error) {
    parentPort.postMessage({ error: wireError(error) });
  }
});
