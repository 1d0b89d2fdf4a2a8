const { availableParallelism } = require("node:os");

/** Tests mirror the source tree; swc only strips types, `npm run types` checks them. */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  transform: {
    "^.+\\.(ts|mjs)$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "commonjs" } },
    ],
  },
  // By itself jest leaves a core idle, which on two of them is half of the time.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // It ends what hangs; no test is judged by its time.
  testTimeout: 240_000,
};
