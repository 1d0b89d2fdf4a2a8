/** Two at once would take each other's lines, and give the streams back in the wrong order. */
let capturing = false;

/**
 * Runs it; what it wrote to standard output and standard error meanwhile comes back as lines, and is not shown.
 * @throws Error while another one runs
 */
export async function captured<Result>(
  run: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly lines: readonly string[] }> {
  if (capturing) throw new Error("one run's output is captured already: await it before the next");
  capturing = true;
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
    capturing = false;
    streams.forEach((stream, index) => (stream.write = writes[index] as typeof stream.write));
  }
}
