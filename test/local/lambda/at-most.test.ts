import { atMost } from "../../../local/lambda/at-most";

/** Work that goes on until the test lets it end. */
function held() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => async (): Promise<string> => {
    begun.push(name);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    return name;
  };
  const tick = () => new Promise((resolve) => setImmediate(resolve));
  const end = async (name: string) => {
    ends.get(name)?.();
    await tick();
  };
  return { begun, work, end };
}

describe("at most so many at once", () => {
  it("begins no more than the limit, and the others in the order in which they came", async () => {
    const inTurn = atMost(2);
    const { begun, work, end } = held();

    const all = Promise.all(["a", "b", "c", "d"].map((name) => inTurn(work(name))));
    await end("none");
    expect(begun).toEqual(["a", "b"]);
    await end("b");
    expect(begun).toEqual(["a", "b", "c"]);
    await end("a");
    await end("c");
    await end("d");

    expect(await all).toEqual(["a", "b", "c", "d"]);
    expect(begun).toEqual(["a", "b", "c", "d"]);
  });

  it("lets nobody who comes now be faster than who waits", async () => {
    const inTurn = atMost(1);
    const { begun, work, end } = held();
    const first = inTurn(work("first")).then(() => inTurn(work("again")));
    const waiting = inTurn(work("waiting"));

    await end("first");

    expect(begun).toEqual(["first", "waiting"]);
    await end("waiting");
    await end("again");
    await Promise.all([first, waiting]);
  });

  it("gives the place of work that fails to the next", async () => {
    const inTurn = atMost(1);

    const failed = inTurn(() => Promise.reject(new Error("no")));
    const next = inTurn(() => Promise.resolve("done"));

    await expect(failed).rejects.toThrow("no");
    expect(await next).toBe("done");
  });

  it("has no limit when the limit is Infinity", async () => {
    const inTurn = atMost(Infinity);
    const { begun, work, end } = held();
    const names = Array.from({ length: 50 }, (_, i) => String(i));

    const all = Promise.all(names.map((name) => inTurn(work(name))));

    expect(begun).toHaveLength(50);
    for (const name of names) await end(name);
    await all;
  });
});
