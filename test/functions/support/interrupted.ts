/** The real port, with something that happens once, right before or right after one of its calls. */
export function interrupted<Port extends object>(
  port: Port,
  when: "before" | "after",
  name: keyof Port,
  happens: () => unknown,
) {
  let done = false;
  const call = port[name] as (...args: readonly unknown[]) => Promise<unknown>;
  const wrapped = async (...args: readonly unknown[]) => {
    const interrupt = async () => {
      if (done) return;
      done = true;
      await happens();
    };
    if (when === "before") await interrupt();
    const result = await call(...args);
    if (when === "after") await interrupt();
    return result;
  };
  return { ...port, [name]: wrapped } as Port;
}
