import { ENDPOINT_SERVICES, type ConfigInput } from "./schema";

/** Endpoints for an emulator that serves every service at one URL. */
export const everyServiceAt = (url: string): ConfigInput["endpoints"] =>
  Object.fromEntries(ENDPOINT_SERVICES.map((service) => [service, url]));
