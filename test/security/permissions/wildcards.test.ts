import type { Document, Statement } from "./documents";
import { everyPolicy } from "./every-policy";
import { unlisted, unneeded, WILDCARDS, wildcardsIn } from "./wildcards";

const documents = everyPolicy();

describe("wildcards", () => {
  it("are only those that the services leave no other way for, each with its reason", () => {
    expect(unlisted(documents)).toEqual([]);
    for (const { because } of WILDCARDS) expect(because).toMatch(/^.{40,}$/);
  });

  it("that are listed are all in use", () => {
    expect(unneeded(documents)).toEqual([]);
  });

  it("are looked for in every document that there is", () => {
    const kinds = documents.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "identity")).toHaveLength(20);
    expect(kinds.filter((kind) => kind === "trust")).toHaveLength(20);
    expect(kinds.filter((kind) => kind === "resource")).toHaveLength(5);
    expect(documents.flatMap(({ statements }) => statements.flatMap(wildcardsIn)).length).toBeGreaterThan(20);
  });

  const first = (kind: Document["kind"]) => documents.find((document) => document.kind === kind) as Document;
  it.each<[string, Document["kind"], Partial<Statement>]>([
    ["of an action", "identity", { Action: ["dynamodb:*"] }],
    ["of a part of an action", "identity", { Action: ["dynamodb:Get*"] }],
    ["of a resource", "identity", { Resource: ["arn:aws:dynamodb:us-west-2:111122223333:table/*"] }],
    ["of one sign", "identity", { Resource: ["arn:aws:dynamodb:us-west-2:111122223333:table/sechub-blocklis?"] }],
    [
      "of everything for what may have it with others",
      "identity",
      { Action: ["xray:PutTraceSegments", "s3:GetObject"], Resource: ["*"] },
    ],
    ["of anybody", "trust", { Principal: "*" }],
    ["of any account", "trust", { Principal: { AWS: "*" } }],
    ["of a condition", "trust", { Condition: { ArnLike: { "aws:SourceArn": "arn:aws:states:*:*:stateMachine:x" } } }],
  ])("%s would be found", (_, kind, change) => {
    const { place, statements } = first(kind);
    const planted: Document = { place, kind, statements: [{ ...(statements[0] as Statement), ...change }] };

    expect(unlisted([planted])).toHaveLength(1);
  });
});
