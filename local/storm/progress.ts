import type { Progress } from "./run-storm";

/** Where progress is written: a terminal's lines can be rewritten. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

const ON_TERMINAL_MS = 250;
const ELSEWHERE_MS = 5_000;
const CLEAR_LINE = "\r\u001b[K";

/** Says how far a run is until it is stopped: in one line on a terminal, in a line every few seconds elsewhere. */
export function showProgress(name: string, progress: () => Progress, stream: ProgressStream): () => void {
  const startedAt = Date.now();
  const line = () => progressLine(name, progress(), (Date.now() - startedAt) / 1_000);
  const timer = setInterval(
    () => {
      if (stream.isTTY) stream.write(CLEAR_LINE + line().slice(0, (stream.columns ?? 80) - 1));
      else stream.write(`${line()}\n`);
    },
    stream.isTTY ? ON_TERMINAL_MS : ELSEWHERE_MS,
  );
  return () => {
    clearInterval(timer);
    if (stream.isTTY) stream.write(CLEAR_LINE);
  };
}

/** One line that fits a terminal. */
export function progressLine(name: string, progress: Progress, seconds: number): string {
  const { ended, failed, of, states, firewallCalls, slackMessages } = progress;
  const count = (value: number) => value.toLocaleString("en");
  return [
    `${name}: ${seconds.toFixed(0)} s`,
    `${count(ended)} of ${count(of)} executions ended${failed > 0 ? ` (${count(failed)} failed)` : ""}`,
    ...(states === undefined ? [] : [`${count(states)} states`]),
    `${count(firewallCalls)} firewall calls`,
    `${count(slackMessages)} messages`,
  ].join(", ");
}
