/** The five functions by the seed's names: folder, zip, log group and row in the README are the same word. */
export const FUNCTION_NAMES = [
  "add-ip-to-ddb",
  "get-ip-from-ddb",
  "remove-ip-from-ddb",
  "update-nf-rg",
  "send-gd-finding",
] as const;

export type FunctionName = (typeof FUNCTION_NAMES)[number];
