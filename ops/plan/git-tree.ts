import { spawnSync } from "node:child_process";

/** The content of the commit that is checked out, whatever the commit is called; undefined where there is no git. */
export function gitTree(): string | undefined {
  const { status, stdout } = spawnSync("git", ["rev-parse", "--verify", "--quiet", "HEAD^{tree}"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return status === 0 ? stdout.trim() : undefined;
}
