/**
 * The environment of a function, declared once: the construct renders it, the handler reads it.
 * Both sides import this file, so it may import nothing (no SDK, no cdktf).
 */
import { CodedError } from "./coded-error";

/** How one variable is read from its text; a parser returns `undefined` for text that it does not accept. */
export interface Variable<T> {
  readonly expects: string;
  readonly parse: (value: string) => T | undefined;
}

/** Any text that is not empty. */
export const text: Variable<string> = {
  expects: "a text that is not empty",
  parse: (value) => (value.length > 0 ? value : undefined),
};

/** A whole number, 0 or more. */
export const count: Variable<number> = {
  expects: "a whole number",
  parse: (value) => (/^\d{1,15}$/.test(value) ? Number(value) : undefined),
};

/** Texts joined by commas; the empty text is the empty list. */
export const list: Variable<readonly string[]> = {
  expects: "a list joined by commas",
  parse: (value) => (value === "" ? [] : value.split(",")),
};

type Variables = Readonly<Record<string, Variable<unknown>>>;

type ReturnOf<V> = V extends Variable<infer T> ? T : never;

/** The names of a contract, each with the text (or Terraform reference) that the construct gives it. */
export type Rendered<C> = C extends EnvContract<infer V> ? { readonly [K in keyof V]: string } : never;

export interface EnvContract<V extends Variables> {
  readonly names: readonly (keyof V & string)[];
  /** For the construct: exactly these names, no other. @throws CodedError ENV_INVALID for an extra or missing one */
  render(values: { readonly [K in keyof V]: string }): Record<string, string>;
  /** For the handler. @throws CodedError ENV_INVALID that lists every problem at once */
  read(environment: NodeJS.ProcessEnv): { readonly [K in keyof V]: ReturnOf<V[K]> };
}

/** Declares the environment of a function. */
export function envContract<const V extends Variables>(variables: V): EnvContract<V> {
  const names = Object.keys(variables) as (keyof V & string)[];
  return {
    names,
    render(values) {
      const given = Object.keys(values);
      const wrong = [
        ...given.filter((name) => !Object.hasOwn(variables, name)).map((name) => `${name} is not declared`),
        ...names.filter((name) => !given.includes(name)).map((name) => `${name} is missing`),
      ];
      if (wrong.length > 0) throw envInvalid(wrong);
      return Object.fromEntries(names.map((name) => [name, values[name]]));
    },
    read(environment) {
      const wrong: string[] = [];
      const read = names.map((name) => {
        const given = environment[name];
        const parsed = given === undefined ? undefined : variables[name]?.parse(given);
        if (parsed === undefined) {
          const got = given === undefined ? "is not set" : `is "${given.slice(0, 64)}"`;
          wrong.push(`${name} ${got}; it must be ${variables[name]?.expects}`);
        }
        return [name, parsed];
      });
      if (wrong.length > 0) throw envInvalid(wrong);
      return Object.fromEntries(read) as { readonly [K in keyof V]: ReturnOf<V[K]> };
    },
  };
}

const envInvalid = (problems: readonly string[]) =>
  new CodedError("ENV_INVALID", `environment of the function: ${problems.join("; ")}. Deploy the stack again.`);
