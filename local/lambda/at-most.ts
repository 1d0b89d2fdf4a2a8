/** Runs the work it is given, or lets it wait for its turn. */
export type Turnstile = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** At most so many run at once; the others wait, and go in the order in which they came. */
export function atMost(limit: number): Turnstile {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running < limit) running += 1;
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return await work();
    } finally {
      // The place is handed on and never free in between, so that nobody who comes now is faster than who waits.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
