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
  const drift = () => {
    const ended = checkout.step("drift");
    return { ...ended, report: checkout.has("summaries/prod.md") ? checkout.read("summaries/prod.md") : "" };
  };
  beforeEach(() => {
    checkout.stack("shared", "a");
    checkout.stack("orchestration", "b", { after: "shared" });
    checkout.stack("routing", "c", { after: "orchestration" });
  });

  it("says that there is none, and not what only a block or a deploy that is due would change", () => {
    for (const stack of ["shared", "orchestration", "routing"]) {
      const folder = `cdktf.out/stacks/${stack}`;
      for (const args of [["init"], ["apply", "-auto-approve"]])
        expect(checkout.run("terraform", args, { folder }).status).toBe(0);
    }
    checkout.stack("shared", "merged, not deployed", { output: "another" });
    expect(drift()).toMatchObject({ status: 0, report: "No drift.\n", summary: "No drift.\n" });
  }, 60_000);

  it("tells resource, attribute, before and after; nothing sensitive, and no rules of the group", () => {
    const group = { type: "aws_networkfirewall_rule_group", address: "aws_networkfirewall_rule_group.rule-group" };
    const role = { type: "aws_iam_role", address: "aws_iam_role.r" };
    const change = (before: object, after: object, more: object = {}) => ({
      change: { actions: ["update"], before, after, before_sensitive: {}, after_sensitive: {}, ...more },
    });
    const resource_drift = [
      {
        ...group,
        ...change(
          { update_token: "1", rule_group: [], tags: { a: "1" } },
          { update_token: "2", rule_group: [1], tags: null },
        ),
      },
      { ...role, ...change({ path: "`x`", same: 1 }, { path: "y", same: 1 }) },
      {
        ...role,
        ...change({ key: "old" }, { key: "new" }, { before_sensitive: { key: true }, after_sensitive: { key: true } }),
      },
      { ...role, change: { actions: ["delete"], before: {}, after: null } },
    ];
    const { stdout } = checkout.run("jq", ["-r", "-f", ".github/workflows/steps/drift.jq"], {
      input: JSON.stringify({ resource_drift }),
    });
    expect(stdout).toBe(
      [
        '- `aws_networkfirewall_rule_group.rule-group`, `tags`: `{"a":"1"}` is now `null`',
        '- `aws_iam_role.r`, `path`: `"\'x\'"` is now `"y"`',
        "- `aws_iam_role.r`, `key`: (sensitive) is now (sensitive)",
        "- `aws_iam_role.r`: **missing**",
        "",
      ].join("\n"),
    );
  });

  it("says so when a look is not possible, and leaves no report that could be taken for one", () => {
    checkout.write("cdktf.out/stacks/routing/cdk.tf.json", "{");
    checkout.write("summaries/prod.md", "");
    expect(drift()).toMatchObject({ status: 1, report: "" });
  }, 60_000);
});
