import { z } from "zod";

/** CloudWatch Logs takes these and no others. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** How the functions run, and what is kept of their runs. */
export const runningSettings = {
  functions: z
    .strictObject({
      runtime: z
        .enum(["nodejs22.x", "nodejs24.x"])
        .default("nodejs24.x")
        .describe("Lambda's runtime of the functions: `nodejs24.x` or `nodejs22.x`"),
    })
    .prefault({})
    .describe("the five functions"),
  logRetentionDays: z.literal(LOG_RETENTION_DAYS).default(90).describe("days that logs are kept"),
  logExecutionData: z
    .boolean()
    .default(false)
    .describe("log of a failed execution also the input and output of its states: the finding, whole"),
};
