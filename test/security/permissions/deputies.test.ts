import { openDoors, UNCONDITIONAL } from "./deputies";
import { list, type Document, type Statement } from "./documents";
import { ACCOUNT, everyPolicy } from "./every-policy";

const documents = everyPolicy();
const doors = documents.filter(({ kind }) => kind !== "identity");
const isUnconditional = ({ statements }: Document) =>
  statements.some(({ Condition, Effect }) => Effect !== "Deny" && Condition === undefined);

describe("confused deputies: each service that is let in says for whom it acts", () => {
  it("in every trust policy and every policy of a resource", () => {
    expect(openDoors(documents, ACCOUNT)).toEqual([]);
  });

  it("but for Lambda, which says nothing when it assumes a role, and for nobody else", () => {
    const services = doors
      .filter(isUnconditional)
      .flatMap(({ statements }) =>
        statements.flatMap(({ Principal, Action }) => [JSON.stringify(Principal), ...list(Action)]),
      );
    expect(new Set(services)).toEqual(new Set(['{"Service":"lambda.amazonaws.com"}', "sts:AssumeRole"]));
    expect(UNCONDITIONAL).toHaveLength(1);
  });

  const guarded = doors.filter(
    (door) => !isUnconditional(door) && door.statements.some(({ Effect }) => Effect === "Allow"),
  );
  const changed = (door: Document, change: (statement: Statement) => Statement): readonly Document[] => [
    { ...door, statements: door.statements.map(change) },
  ];
  const without = (statement: Statement, key: string): Statement => ({
    ...statement,
    Condition: Object.fromEntries(
      Object.entries(statement.Condition ?? {}).map(([operator, keys]) => [
        operator,
        Object.fromEntries(Object.entries(keys).filter(([name]) => name !== key)),
      ]),
    ),
  });

  it.each(guarded.map((door) => [door.place, door] as const))("%s would be found open", (_, door) => {
    const found = (change: (statement: Statement) => Statement) => openDoors(changed(door, change), ACCOUNT);

    expect(found((each) => without(each, "aws:SourceAccount"))[0]).toMatch(/acts for any account$/);
    expect(found((each) => without(each, "aws:SourceArn"))[0]).toMatch(/acts for any resource$/);
    expect(found((each) => ({ ...each, Condition: {} }))).toHaveLength(2);
    expect(found((each) => ({ ...each, Principal: { AWS: "arn:aws:iam::444455556666:root" } }))).toHaveLength(1);
    expect(found((each) => ({ ...each, Principal: "*" }))).toHaveLength(1);
    expect(openDoors([door], "444455556666").length).toBeGreaterThan(1);
  });
});
