import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { REQUEST_TIMEOUTS } from "./request-timeouts";

/** A client that gives up early: the state machine's Retry is the outer loop, and it waits longer. */
export const dynamoDbClient = (): DynamoDBClient =>
  new DynamoDBClient({ maxAttempts: 4, requestHandler: REQUEST_TIMEOUTS });
