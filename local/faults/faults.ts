import { BROKEN_VARIANTS } from "./broken-variants";
import { checkSchedules, type Checked } from "./check";
import { HELP, readOptions, type FaultsOptions } from "./options";

/** A mistake was found in 2,000 schedules at most; one that is not found in so many counts as missed. */
const SCHEDULES_PER_MISTAKE = 6_000;
const PROGRESS_EVERY = 1_000;

/** `npm run faults`: no promise may break, and every deliberate mistake must be found. */
async function faults({ schedules, seed, path, json }: FaultsOptions): Promise<void> {
  const print = (text: string) => process.stdout.write(`${text}\n`);
  const say = (event: object, text: string) => print(json ? JSON.stringify(event) : text);
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1);

  const checked = await checkSchedules({
    schedules: path === undefined ? schedules : 1,
    seed,
    ...(path !== undefined && { path }),
    onProgress: (ran) => {
      if (!json && ran % PROGRESS_EVERY === 0) print(`  ${number(ran)} schedules, ${seconds()} s`);
    },
  });
  if (checked.broken) {
    say({ type: "broken", ...checked.broken }, brokenLines(checked.broken));
    process.exitCode = 1;
    return;
  }
  const ran = `${number(checked.schedules)} schedules of seed ${seed}: no promise broken (${seconds()} s)`;
  say({ type: "schedules", schedules: checked.schedules, seed, broken: 0, seconds: Number(seconds()) }, ran);
  if (path !== undefined) return;

  say({ type: "mistakes" }, "\nThe same with a mistake in it; each must be found:");
  let missed = 0;
  for (const variant of BROKEN_VARIANTS) {
    const { broken, schedules: tried } = await checkSchedules({
      schedules: SCHEDULES_PER_MISTAKE,
      seed,
      variant,
      shrink: false,
    });
    if (broken === undefined) missed += 1;
    const found = broken ? `found in schedule ${number(tried)}: ${broken.violations[0]}` : "NOT FOUND";
    say(
      { type: "mistake", name: variant.name, mistake: variant.mistake, found: broken !== undefined, schedules: tried },
      `  ${broken ? "ok  " : "FAIL"} ${variant.mistake}\n         ${found}`,
    );
  }
  const verdict = missed === 0 ? `All ${BROKEN_VARIANTS.length} mistakes were found` : `${missed} mistakes were missed`;
  say(
    { type: "result", ok: missed === 0, missed, seconds: Number(seconds()) },
    `\n${verdict} (${seconds()} s in all).`,
  );
  process.exitCode = missed === 0 ? 0 : 1;
}

function brokenLines({ seed, path, scenario, violations, steps }: NonNullable<Checked["broken"]>): string {
  return [
    "A promise is broken:",
    ...violations.map((violation) => `  ${violation}`),
    "",
    `The smallest scenario that was found: ${JSON.stringify({ ...scenario, choices: withoutZeros(scenario.choices) })}`,
    "",
    ...steps,
    "",
    `Play it again: npm run faults -- --seed ${seed} --path ${path}`,
  ].join("\n");
}

/** When the choices are used up, the first one is chosen: zeros at the end say nothing. */
const withoutZeros = (choices: readonly number[]): readonly number[] =>
  choices.slice(0, choices.findLastIndex((choice) => choice !== 0) + 1);

const number = (value: number): string => value.toLocaleString("en-US");

const options = readOptions(process.argv.slice(2));
if (options.help) process.stdout.write(HELP);
else {
  faults(options).catch((error: unknown) => {
    process.nextTick(() => {
      throw error;
    });
  });
}
