import type { JsonObject } from "./json";

/** One line in a stand-in's journal, written when the call was answered. Tests count and read these. */
export interface Call {
  readonly operation: string;
  /** Arrival, in epoch milliseconds of the stand-in's clock. */
  readonly at: number;
  /** "ok", or the name of the error that the caller got. */
  readonly outcome: string;
  readonly request?: JsonObject;
}

/** Epoch milliseconds. Passed in wherever a stand-in tells the time, so that tests can own it. */
export type Now = () => number;
