import type { Variable } from "./env-contract";

/** A number of 1 or more, such as 1.5. */
export const factor: Variable<number> = {
  expects: "a number of 1 or more",
  parse: (value) => {
    const number = /^\d{1,6}(\.\d{1,6})?$/.test(value) ? Number(value) : Number.NaN;
    return number >= 1 ? number : undefined;
  },
};
