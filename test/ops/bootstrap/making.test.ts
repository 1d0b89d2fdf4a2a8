import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runTerraform } from "../../../ops/terraform/run-terraform";
import { BACKEND, BUCKET, installed, KEY, KMS_KEY_ARN, standInStack, startDesk, type Desk, type Meddle } from "./desk";

const MADE = `bucket ${BUCKET} in us-west-2: made, and its own state is in it (${KEY})`;
const NOTHING = `nothing to do: bucket ${BUCKET} in us-west-2 is as the config says, and holds its own state`;
const APPLY = /^apply/;

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
beforeEach(() => desk.fresh());
afterAll(() => desk.close());

const resourcesIn = (state: string | undefined) =>
  (JSON.parse(state ?? "{}") as { resources: { name: string }[] }).resources.map(({ name }) => name);
const applies = () => desk.calls.filter((call) => APPLY.test(call)).length;

(installed ? describe : describe.skip)("npm run bootstrap, by terraform itself", () => {
  it("shows the plan, asks, makes the bucket, moves its state into it, and then has nothing to do", async () => {
    const first = await desk.run("--env prod", { answer: "y" });

    expect(first).toMatchObject({ code: 0, error: "", out: [MADE, "next: npm run deploy -- --env prod"] });
    expect(first.notes).toContain("Plan of prod: changes in 1 of 1 stack.\n  state-bucket  7 to create");
    expect(first.notes).toContain(`${BUCKET} in us-west-2 is made like this, then its own state is moved into it`);
    expect(resourcesIn(desk.state())).toContain("aws_s3_bucket_state");
    expect(resourcesIn(desk.state())).toHaveLength(7);
    expect(desk.calls).toContain("init -migrate-state -force-copy");

    desk.s3.calls.length = 0;
    const second = await desk.run("--env prod");
    expect(second).toMatchObject({ code: 0, error: "", out: [NOTHING] });
    expect(applies()).toBe(1);
    expect(desk.s3.calls.filter((call) => /^PUT/.test(call) && !call.endsWith(".tflock"))).toEqual([]);
  }, 240_000);

  it("writes the state encrypted, under a lock, and leaves no copy and no lock behind", async () => {
    await desk.run("--env prod --yes");

    expect(desk.s3.calls).toContain(`PUT ${BUCKET}/${KEY}.tflock`);
    const states = desk.s3.writes.filter(({ key }) => key === KEY);
    expect(states).toHaveLength(1);
    expect(states[0]?.headers["x-amz-server-side-encryption"]).toBe("AES256");
    expect(desk.s3.versions(BUCKET, `${KEY}.tflock`).at(-1)).toBeUndefined();
    expect(readdirSync(path.join(desk.folder(), "terraform-state", "bootstrap"))).toEqual([]);
  }, 240_000);

  it("keeps to its own folder of the synth", async () => {
    const manifest = path.join(desk.outdir(), "manifest.json");
    mkdirSync(path.join(desk.outdir(), "stacks", "shared"), { recursive: true });
    writeFileSync(manifest, "as it was");
    await desk.run("--env prod --yes");

    expect(readFileSync(manifest, "utf8")).toBe("as it was");
    expect(readdirSync(desk.outdir()).sort()).toEqual(["bootstrap", "manifest.json", "stacks"]);
    expect(readdirSync(path.join(desk.outdir(), "stacks"))).toEqual(["shared"]);
  }, 240_000);

  it.each([
    ["no", "n", "nothing was changed"],
    ["nobody there", undefined, `${BUCKET} in us-west-2 is made like this, then its own state is moved into it`],
  ])(
    "changes nothing without a yes: %s",
    async (_, answer, said) => {
      const { code, error, out } = await desk.run("--env prod", answer === undefined ? {} : { answer });

      expect({ code, out }).toEqual({ code: 1, out: [] });
      expect(error).toContain(said);
      expect([applies(), desk.copy(), desk.s3.has(BUCKET)]).toEqual([0, undefined, false]);
    },
    60_000,
  );

  it("names the local states that must be moved before anything else", async () => {
    const states = path.join(desk.folder(), "terraform-state", "prod");
    mkdirSync(states, { recursive: true });
    for (const stack of ["shared", "routing"]) writeFileSync(path.join(states, `${stack}.tfstate`), "{}");

    const { out } = await desk.run("--env prod --yes");
    expect(out).toHaveLength(2);
    expect(out[1]).toMatch(
      /^next: \S.*terraform-state\/prod holds states of shared, routing: move them into the bucket before any plan or deploy/,
    );
  }, 240_000);

  it("waits for a bucket that S3 does not show yet, and not for ever", async () => {
    const hide = (requests: number) => ({
      meddle: ((args, real) => {
        if (args[0] === "apply") desk.s3.hide(requests);
        return real();
      }) satisfies Meddle,
    });
    const found = await desk.run("--env prod --yes", hide(2));
    expect(found).toMatchObject({ code: 0, slept: [10_000, 10_000] });

    desk.fresh();
    const lost = await desk.run("--env prod --yes", hide(1_000));
    expect(lost.error).toMatch(
      /^bucket sechub-state is made, and S3 does not show it yet\nWhat was done is kept\. .* npm run bootstrap -- --env prod$/,
    );
    expect(resourcesIn(desk.copy())).toHaveLength(7);
    desk.s3.hide(0);
    expect((await desk.run("--env prod --yes")).out).toContain(MADE);
    expect([applies(), desk.copy()]).toEqual([1, undefined]);
  }, 240_000);
});

(installed ? describe : describe.skip)("a bucket that is there, with its state", () => {
  let state = "";
  beforeAll(async () => {
    desk.fresh();
    await desk.run("--env prod --yes");
    state = desk.state() ?? "";
  });
  beforeEach(() => {
    desk.s3.create(BUCKET);
    desk.s3.put(BUCKET, KEY, state);
  });

  it("is as it should be for another environment, whatever its name, prefix, tags and folder", async () => {
    const stage = { prefix: "other", tags: { Stage: "stage" }, backend: { ...BACKEND, keyPrefix: "elsewhere" } };

    const { code, out } = await desk.run("--env stage", { environments: { stage } });

    expect({ code, out }).toEqual({ code: 0, out: [NOTHING] });
  }, 240_000);

  it("is changed by its state there, after a question", async () => {
    const environments = { prod: { backend: { ...BACKEND, kmsKeyArn: KMS_KEY_ARN } } };

    const declined = await desk.run("--env prod", { environments, answer: "" });
    expect(declined).toMatchObject({ code: 1, error: "nothing was changed", out: [] });
    expect(desk.state()).toBe(state);

    const changed = await desk.run("--env prod", { environments, answer: "yes" });
    expect(changed.notes).toContain(`sse_algorithm: "AES256" → "aws:kms"`);
    expect(changed.notes).toContain("is changed like this, for every environment that names it");
    expect(changed.out).toEqual([`bucket ${BUCKET} in us-west-2: changed, and as the config says now`]);
    expect(desk.state()).toContain(KMS_KEY_ARN);
    expect((await desk.run("--env prod", { environments })).out).toEqual([NOTHING]);
  }, 240_000);

  it("needs no second move of a copy that a former run left behind, and removes it", async () => {
    // As the move leaves it: with the lineage and the serial of before.
    const copy = { ...(JSON.parse(state) as object), lineage: "of-before", serial: 8 };
    desk.putCopy(JSON.stringify(copy));

    expect((await desk.run("--env prod")).out).toEqual([NOTHING]);
    expect(desk.copy()).toBeUndefined();
    expect(desk.calls).not.toContain("init -migrate-state -force-copy");
  }, 240_000);

  it("gives its state back to terraform state pull, and takes it in again (terraform-state/README.md, Back)", async () => {
    await desk.run("--env prod");
    const stack = path.join(desk.outdir(), "bootstrap", "stacks", "state-bucket");
    desk.putCopy((await runTerraform(stack, ["state", "pull"])).stdout);
    desk.s3.put(BUCKET, KEY, undefined);

    expect((await desk.run("--env prod --yes")).out).toContain(MADE);
    expect(resourcesIn(desk.state())).toEqual(resourcesIn(state));
    expect(applies()).toBe(0);
  }, 240_000);

  it("is left alone when the copy here is another state of it", async () => {
    const copy = state.replace(/("id": ")/, "$1other-");
    desk.putCopy(copy);

    const { code, error } = await desk.run("--env prod --yes");

    expect(code).toBe(1);
    expect(error).toMatch(
      /^\S.*sechub-state\.tfstate and sechub-firewall\/state-bucket\.tfstate in sechub-state are two states/,
    );
    expect(error).not.toContain("\n");
    expect([desk.copy(), desk.state()]).toEqual([copy, state]);
  });
});

(installed ? describe : describe.skip)("a run that ended half-way", () => {
  it("moves the state in the next run, after the lock that was in its way", async () => {
    const locked = await desk.run("--env prod --yes", {
      meddle: (args, real) => {
        if (args.includes("-migrate-state")) desk.s3.put(BUCKET, `${KEY}.tflock`, LOCK);
        return real();
      },
    });
    expect(locked.code).toBe(1);
    expect(locked.error).toMatch(/^state-bucket: terraform init -migrate-state failed: the state is locked/);
    expect(locked.error).toMatch(/jane@ci[^]*\nWhat was done is kept\. .* npm run bootstrap -- --env prod$/);
    expect(resourcesIn(desk.copy())).toHaveLength(7);
    expect(desk.state()).toBeUndefined();

    desk.s3.put(BUCKET, `${KEY}.tflock`, undefined);
    const next = await desk.run("--env prod", { answer: "y" });
    expect(next).toMatchObject({ code: 0, error: "" });
    expect(next.notes).toContain(`${BUCKET} is made; its own state is moved into it`);
    expect([applies(), desk.copy(), resourcesIn(desk.state()).length]).toEqual([1, undefined, 7]);
  }, 240_000);

  it("goes on in a clone that has the copy and was never initialized", async () => {
    await desk.run("--env prod --yes", {
      meddle: (args, real) => (args.includes("-migrate-state") ? Promise.resolve(FAILED) : real()),
    });
    const copy = desk.copy() ?? "";
    expect(desk.state()).toBeUndefined();
    desk.fresh();
    desk.s3.create(BUCKET);
    desk.putCopy(copy);

    expect((await desk.run("--env prod --yes")).out).toContain(MADE);
    expect([applies(), resourcesIn(desk.state()).length]).toEqual([0, 7]);
  }, 240_000);

  it("says of an apply that failed what helps, and that the next run goes on", async () => {
    const { code, error } = await desk.run("--env prod --yes", {
      meddle: (args, real) =>
        args[0] === "apply"
          ? Promise.resolve({ ...FAILED, stderr: `\nError: creating S3 Bucket (${BUCKET}): BucketAlreadyExists\n` })
          : real(),
    });

    expect(code).toBe(1);
    expect(error.split("\n")).toEqual([
      "state-bucket: terraform apply failed: a bucket of this name is there already, and names are shared by all of AWS: choose another (backend.bucket), or import it (terraform-state/README.md)",
      `  Error: creating S3 Bucket (${BUCKET}): BucketAlreadyExists`,
      "What was done is kept. Once that is mended, go on with: npm run bootstrap -- --env prod",
    ]);
    expect(desk.calls).not.toContain("init -migrate-state -force-copy");
  }, 240_000);

  it("never writes over a state that somebody has put there meanwhile", async () => {
    let theirs = "";
    const { error } = await desk.run("--env prod --yes", {
      meddle: async (args, real) => {
        const result = await real();
        if (args[0] === "apply") {
          theirs = JSON.stringify({ ...(JSON.parse(desk.copy() ?? "") as object), lineage: "theirs" });
          desk.s3.create(BUCKET);
          desk.s3.put(BUCKET, KEY, theirs);
        }
        return result;
      },
    });

    expect(error).toContain("holds a state of its own since a moment ago");
    expect(desk.state()).toBe(theirs);
    expect(resourcesIn(desk.copy())).toHaveLength(7);
  }, 240_000);

  it("keeps the copy until a plan by the state in the bucket finds nothing to change", async () => {
    let moved = false;
    const { error, out } = await desk.run("--env prod --yes", {
      meddle: async (args, real) => {
        const result = await real();
        moved ||= args.includes("-migrate-state");
        return result;
      },
      writeStack: (config, state, outdir) =>
        standInStack(
          moved ? { ...config, backend: { ...config.backend, kmsKeyArn: KMS_KEY_ARN } } : config,
          state,
          outdir,
        ),
    });
    expect(out).toEqual([]);
    expect(error).toMatch(
      /^the state of sechub-state is moved, and a plan by it would still change something: npm run bootstrap -- --env prod/,
    );
    expect([resourcesIn(desk.copy()).length, resourcesIn(desk.state()).length]).toEqual([7, 7]);

    expect(await desk.run("--env prod")).toMatchObject({ error: "", out: [NOTHING] });
    expect(desk.copy()).toBeUndefined();
  }, 240_000);
});

const FAILED = { status: 1, stdout: "", stderr: "\nError: no\n" };
const LOCK = JSON.stringify({
  ID: "1",
  Operation: "OperationTypeApply",
  Who: "jane@ci",
  Version: "1.11.4",
  Created: "2026-03-02T10:00:00Z",
});
