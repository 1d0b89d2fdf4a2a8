import { zipSync } from "fflate";

/** The earliest time that a zip can carry, in local time, as zips do: the same bytes whenever they are written. */
const ZIP_EPOCH = new Date(1980, 0, 1);
const UNIX = 3;
const READABLE_BY_ALL = (0o100644 << 16) >>> 0;

/** The zip that Lambda takes: one file, index.js. The same code gives the same bytes (I6). */
export const zipFunction = (code: Uint8Array): Uint8Array =>
  zipSync({ "index.js": [code, { level: 9, mtime: ZIP_EPOCH, os: UNIX, attrs: READABLE_BY_ALL }] });
