import type { Call } from "./call";
import { list, type Synthesized } from "./documents";

/** What each function may call: every action of every statement of its role, on every resource. */
export function allowedTo({ documents, functions }: Synthesized): readonly Call[] {
  return functions.flatMap(({ name, role }) =>
    documents
      .filter((document) => document.role === role)
      .flatMap(({ statements }) => statements)
      .flatMap(({ Effect, Action, Resource, Condition }) => {
        if (Effect !== "Allow") throw new Error(`the role of ${name} has a statement that does not allow`);
        const condition = Condition && { condition: JSON.stringify(Condition) };
        return list(Action).flatMap((action) =>
          list(Resource).map((resource): Call => ({ caller: name, action, resource, ...condition })),
        );
      }),
  );
}
