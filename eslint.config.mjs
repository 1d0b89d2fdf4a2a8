import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** Which folder may import which: docs/architecture.md draws the arrows. */
const forbid = (files, patterns) => ({
  files,
  rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns }] },
});
const group = (names, message) => ({ group: names, message });

export default tseslint.config(
  { ignores: ["node_modules", ".build", "cdktf.out", "coverage"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
    },
  },
  forbid(
    ["functions/**/*.ts"],
    [
      group(
        ["cdktf", "cdktf/*", "@cdktf/*", "constructs", "**/stacks/**", "**/local/**", "**/config/**"],
        "functions/ runs in Lambda: no cdktf, no stacks, no local.",
      ),
    ],
  ),
  forbid(
    ["functions/domain/**/*.ts", "functions/messages/**/*.ts"],
    [
      group(
        ["@aws-sdk/*", "@aws-lambda-powertools/*", "node:*", "**/adapters/*", "**/ports/*"],
        "domain/ and messages/ are pure: data in, data out.",
      ),
    ],
  ),
  forbid(
    ["stacks/**/*.ts"],
    [
      group(
        ["**/functions/**", "!**/functions/contract/**", "!**/functions/*/env"],
        "stacks/ imports only a function's declared contract.",
      ),
      group(["**/local/**"], "what deploys does not know the local run."),
      group(
        ["@cdktf/provider-aws", "@cdktf/provider-aws/lib"],
        "import @cdktf/provider-aws/lib/<resource>: the barrel costs seconds of synth.",
      ),
    ],
  ),
  {
    files: ["**/*.cjs", "**/*.mjs"],
    languageOptions: { globals: { process: "readonly", console: "readonly", module: "writable", require: "readonly" } },
  },
);
