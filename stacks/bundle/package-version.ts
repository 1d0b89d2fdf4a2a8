import { readFileSync } from "node:fs";
import type { Plugin } from "esbuild";

/**
 * The SDK's clients import their whole package.json for the version in their user agent; scripts and the dependencies of
 * their makers would be 2 KB of the zip.
 */
export const packageVersionOnly: Plugin = {
  name: "package-version-only",
  setup: (build) => {
    build.onLoad({ filter: /@aws-sdk[\\/]client-[a-z-]+[\\/]package\.json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, "utf8")) as { readonly version: string };
      return { contents: JSON.stringify({ version }), loader: "json" };
    });
  },
};
