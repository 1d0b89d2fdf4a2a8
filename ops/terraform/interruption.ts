import { OpsError } from "../command/ops-error";

/** Ctrl-C, a CI that stops its job, a terminal that is closed. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** What the whole group gets, some parents pass on once more; nobody presses Ctrl-C twice as fast. */
const SAME_MS = 1_000;

let heeds = false;
let heardAt: number | undefined;
/** Asks a terraform to stop. @param insists for the second time */
type Stop = (insists: boolean) => void;
const running = new Set<Stop>();

/**
 * What was heard once counts until this process ends: a terraform that ends well in spite of it (`show` hears no signal)
 * is no reason to go on.
 */
export const isInterrupted = (): boolean => heardAt !== undefined;

/**
 * From the first terraform on every signal comes here, so that none is lost between two of them.
 *
 * | a signal                     | while terraform runs                              | otherwise        |
 * |------------------------------|---------------------------------------------------|------------------|
 * | the first                    | terraform is asked to stop, and waited for        | the run ends, 1  |
 * | the same within a second     | is the first one                                  | is the first one |
 * | another Ctrl-C               | terraform gives up at once, as a person wants it  | the run ends, 1  |
 * | another one, of any machine  | nothing: what gives up at once may lose its state | the run ends, 1  |
 *
 * @param stop of a terraform that has just begun
 * @returns to be called when it has ended
 */
export function heedSignals(stop: Stop): () => void {
  listenForSignals();
  running.add(stop);
  return () => running.delete(stop);
}

/** For a command that ends with its own code, whenever it is interrupted. */
export function listenForSignals(): void {
  if (heeds) return;
  heeds = true;
  for (const signal of SIGNALS) process.on(signal, heard);
  // Whoever has hung up reads nothing more; that must not end us in front of terraform.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
}

function heard(signal: NodeJS.Signals): void {
  const [before, now] = [heardAt, performance.now()];
  if (before !== undefined && now - before < SAME_MS) return;
  heardAt = now;
  if (running.size === 0) {
    process.stderr.write("interrupted\n");
    process.exit(1);
  }
  if (before !== undefined && signal !== "SIGINT") return;
  process.stderr.write(
    before === undefined
      ? "interrupted: waiting for terraform, which lets go of the state first\n"
      : "interrupted again: terraform gives up at once, and may leave its lock\n",
  );
  for (const stop of running) stop(before !== undefined);
}

/** @param step terraform's subcommand that was stopped, or not begun any more */
export const interrupted = (step: string): OpsError =>
  new OpsError("INTERRUPTED", `interrupted at terraform ${step}: nothing more is done`);
