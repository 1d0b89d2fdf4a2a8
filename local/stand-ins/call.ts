import type { IncomingHttpHeaders } from "node:http";
import type { JsonObject } from "./json";

/** One line in a stand-in's journal, written when the call was answered. Tests count and read these. */
export interface Call {
  readonly operation: string;
  /** Arrival, in epoch milliseconds of the stand-in's clock. */
  readonly at: number;
  /** "ok", or the name of the error that the caller got. */
  readonly outcome: string;
  readonly request?: JsonObject;
  /** The access key that signed it, which in the local run is the function's name; none when nobody signed. */
  readonly caller?: string;
}

/** Who signed a request. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html */
export function callerOf({ authorization = "" }: IncomingHttpHeaders): Pick<Call, "caller"> {
  const caller = /^AWS4-HMAC-SHA256 Credential=([^/]+)\//.exec(authorization)?.[1];
  return caller === undefined ? {} : { caller };
}

/** Epoch milliseconds. Passed in wherever a stand-in tells the time, so that tests can own it. */
export type Now = () => number;
