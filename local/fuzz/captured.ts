/** Runs it; what it wrote to standard output and standard error meanwhile comes back as lines, and is not shown. */
export async function captured<Result>(
  run: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly lines: readonly string[] }> {
  const written: string[] = [];
  const streams = [process.stdout, process.stderr];
  const writes = streams.map((stream) => stream.write.bind(stream));
  for (const stream of streams) {
    stream.write = (chunk: string | Uint8Array) => {
      written.push(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
      return true;
    };
  }
  try {
    const result = await run();
    return {
      result,
      lines: written
        .join("")
        .split("\n")
        .filter((line) => line !== ""),
    };
  } finally {
    streams.forEach((stream, index) => (stream.write = writes[index] as typeof stream.write));
  }
}
