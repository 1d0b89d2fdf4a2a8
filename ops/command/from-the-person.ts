import path from "node:path";

/** A path as a person means it: npm runs scripts in the project's folder; INIT_CWD is where the person is. */
export const fromThePerson = (file: string, env: NodeJS.ProcessEnv): string =>
  path.resolve(env.INIT_CWD ?? process.cwd(), file);
