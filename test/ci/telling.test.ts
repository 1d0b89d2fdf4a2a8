import { Checkout, describeSteps } from "./checkout";

const BOT = { login: "github-actions[bot]" };
const PLAN = "<!-- sechub-firewall: plan -->";
const DRIFT = "<!-- sechub-firewall: drift -->";
const pullRequest = { PULL_REQUEST: "12", HEAD_SHA: "0123456789abcdef0123456789abcdef01234567" };

let checkout: Checkout;
beforeEach(() => {
  checkout = new Checkout();
  checkout.setGitHub({});
  checkout.write("summaries/dev.md", "Nothing changes.\n");
  checkout.write("summaries/prod.md", "Replaces the rule group.\n");
});
afterEach(() => checkout.remove());

describeSteps("comment.sh", () => {
  const comment = () => {
    expect(checkout.step("comment", pullRequest)).toMatchObject({ status: 0 });
    return checkout.gitHub().comments;
  };

  it("writes one comment for all environments, and then changes it", () => {
    const [first, ...others] = comment();
    expect(others).toEqual([]);
    expect(first?.body).toBe(
      `${PLAN}\n# Plan of 0123456789ab\n\n## dev\n\nNothing changes.\n\n## prod\n\nReplaces the rule group.`,
    );

    checkout.write("summaries/prod.md", "Nothing changes any more.\n");
    const again = comment();
    expect(again).toHaveLength(1);
    expect(again[0]?.body).toContain("any more");
  });

  it("leaves the comments of others alone, even with our mark, and those that quote it", () => {
    const theirs = [
      { id: 1, user: { login: "somebody" }, body: `${PLAN}\nmine` },
      { id: 2, user: BOT, body: `> ${PLAN}\nquoted` },
    ];
    checkout.setGitHub({ comments: theirs });
    const [one, two, ours, ...others] = comment();
    expect([one, two]).toEqual(theirs);
    expect(ours?.body.startsWith(PLAN)).toBe(true);
    expect(others).toEqual([]);
  });

  it("says of an environment without a summary that its plan failed, and where to look", () => {
    checkout.write("summaries/dev.md", "");
    checkout.step("comment", { ...pullRequest, ENVIRONMENTS: '["dev","stage"]' });
    expect(checkout.gitHub().comments[0]?.body).toContain(
      "## stage\n\nFailed, or was not run: see [the run](https://github.example/example/sechub-firewall/actions/runs/7).",
    );
  });

  it("cuts what GitHub would refuse, between characters, and closes the code block", () => {
    checkout.write("summaries/prod.md", `xy\n\`\`\`diff\n${"ä".repeat(70_000)}\n\`\`\`\n`);
    const body = comment()[0]?.body ?? "";
    expect(Buffer.byteLength(body)).toBeLessThan(65_536);
    expect(body).not.toContain("\uFFFD");
    expect(body).toMatch(/ä\n```\n\n\n\*\*Cut here\.\*\*/);
    expect(body).toContain("Nothing changes.");
  });

  it("runs nothing that a summary says", () => {
    checkout.write("summaries/prod.md", 'a `touch pwned` $(touch pwned) "; touch pwned\n');
    expect(comment()[0]?.body).toContain('$(touch pwned) "; touch pwned');
    expect(checkout.has("pwned")).toBe(false);
  });
});

describeSteps("issue.sh", () => {
  const night = (dev: string, prod: string) => {
    checkout.write("summaries/dev.md", dev);
    checkout.write("summaries/prod.md", prod);
    expect(checkout.step("issue")).toMatchObject({ status: 0 });
    return checkout.gitHub().issues;
  };
  const NONE = "No drift.\n";

  it("opens none when there is none, one when there is some, updates it, and closes it", () => {
    expect(night(NONE, NONE)).toEqual([]);
    expect(night(NONE, "Changed outside: shared\n")).toMatchObject([{ number: 1, state: "open" }]);
    const [issue, ...others] = night("Changed outside: routing\n", "Changed outside: shared\n");
    expect(others).toEqual([]);
    expect(issue?.body).toContain("Changed outside: routing");
    expect(night(NONE, NONE)).toMatchObject([{ number: 1, state: "closed" }]);
    // A closed one is history: the next drift is another issue.
    expect(night("Changed again\n", NONE)).toMatchObject([{ state: "closed" }, { number: 2, state: "open" }]);
  });

  it("tells people by a comment when it is another than at the last look, and only then", () => {
    const told = () => checkout.gitHub().comments.map(({ body }) => body);
    night(NONE, "Drift in prod: 1 resource missing.\nshared: one\n");
    night(NONE, "Drift in prod: 1 resource missing.\nshared: another spelling\n");
    expect(told()).toEqual([]);

    checkout.step("issue", { ENVIRONMENTS: '["dev","stage"]' });
    expect(told()).toEqual([
      "Another drift than at the last look:\n\n- `dev`: No drift.\n- `stage`: Failed, or was not run.",
    ]);
    checkout.step("issue", { ENVIRONMENTS: '["dev","stage"]' });
    night(NONE, NONE);
    expect(told()).toHaveLength(1);
  });

  it("has nothing to say, and no error, when there is no environment", () => {
    expect(checkout.step("issue", { ENVIRONMENTS: "[]" })).toMatchObject({ status: 0 });
    expect(checkout.step("comment", { ...pullRequest, ENVIRONMENTS: "[]" })).toMatchObject({ status: 0 });
    expect(checkout.gitHub().issues).toEqual([]);
  });

  it("counts an environment that could not be looked at as drift", () => {
    checkout.step("issue", { ENVIRONMENTS: '["gone"]' });
    expect(checkout.gitHub().issues).toMatchObject([
      { state: "open", body: expect.stringContaining("Failed") as string },
    ]);
  });

  it("leaves the issues of others alone", () => {
    const theirs = [
      { number: 1, user: { login: "somebody" }, body: DRIFT, title: "t", state: "open" },
      { number: 2, user: BOT, body: null, title: "t", state: "open" },
    ];
    checkout.setGitHub({ issues: theirs });
    expect(night("Changed\n", NONE).slice(0, 2)).toEqual(theirs);
  });
});

describeSteps("drift.sh", () => {
  const drift = (code: number, stdout: string, env = {}) => {
    checkout.write("summaries/prod.md", "an earlier night\n");
    checkout.write(
      "bin/node",
      `#!/usr/bin/env bash\necho "$*" >node-arguments\nprintf '%s' '${stdout}'\nexit ${code}\n`,
    );
    const ended = checkout.step("drift", env);
    return { ...ended, report: checkout.has("summaries/prod.md") ? checkout.read("summaries/prod.md") : undefined };
  };

  it("passes on what npm run drift found, and does not fail for it", () => {
    expect(drift(0, "No drift.\n")).toMatchObject({ status: 0, report: "No drift.\n", summary: "No drift.\n" });
    const some = "Drift in prod: 1 resource missing.\n";
    expect(drift(2, some)).toMatchObject({ status: 0, report: some, summary: some });
    expect(checkout.read("node-arguments")).toBe("scripts/run.mjs ops/drift/main.ts --env prod --markdown --accept \n");
  });

  it("accepts what the variable says", () => {
    drift(0, "No drift.\n", { ACCEPT: "unmanaged" });
    expect(checkout.read("node-arguments")).toContain("--accept unmanaged");
  });

  it("fails when a look is not possible, and leaves no report that could be taken for one", () => {
    expect(drift(1, "")).toMatchObject({ status: 1, report: undefined, summary: "" });
  });
});
