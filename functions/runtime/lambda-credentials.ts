/** Stands in for the SDK's credential chain when a function is bundled: Lambda gives credentials by environment. */
export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";
