import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** Which folder may import which: docs/architecture.md draws the arrows. */
const forbid = (files, ...patterns) => ({
  files,
  rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns }] },
});
const runsInLambda = {
  regex: "^(cdktf|constructs)(/|$)|^@cdktf/|/(stacks|local|config|scripts)/",
  message: "functions/ runs in Lambda: no cdktf, no stacks, no config, no local run.",
};
const isPure = {
  regex: "^(@aws-sdk/|@aws-lambda-powertools/|node:)|/(adapters|ports|runtime)/",
  message: "domain/ and messages/ are pure: data in, data out.",
};
const knowsContractOnly = {
  regex: "/functions/(?!contract/|[a-z-]+/env$)",
  message: "stacks/ imports only a function's declared contract.",
};
const knowsNoLocalRun = { regex: "/local/", message: "what deploys does not know the local run." };
const noBarrel = {
  regex: "^@cdktf/provider-aws(/lib)?$",
  message: "import @cdktf/provider-aws/lib/<resource>: the barrel costs seconds of synth.",
};

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
  forbid(["functions/**/*.ts"], runsInLambda),
  forbid(["functions/domain/**/*.ts", "functions/messages/**/*.ts"], runsInLambda, isPure),
  forbid(["stacks/**/*.ts"], knowsContractOnly, knowsNoLocalRun, noBarrel),
  {
    files: ["**/*.cjs", "**/*.mjs"],
    languageOptions: {
      globals: { process: "readonly", console: "readonly", module: "writable", require: "readonly" },
    },
  },
);
