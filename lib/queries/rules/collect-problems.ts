import { AppError, type FieldProblem } from "#lib/errors.ts";
import type { Fields, Tree } from "#lib/queries/rules.ts";

export type Parsing = {
  readonly fields: Fields;
  readonly problems: Record<string, FieldProblem>;
  conditions: number;
  values: number;
};

export const startParsing = (fields: Fields): Parsing => ({ fields, problems: {}, conditions: 0, values: 0 });

const maxProblems = 20;
const matchesNothing: Tree = { any: [] };

/** Notes what is wrong at a place such as `filter.custom.age.$gt`. */
export function refuse(parsing: Parsing, at: string, problem: FieldProblem): Tree {
  if (Object.keys(parsing.problems).length < maxProblems) parsing.problems[at] ??= problem;
  return matchesNothing;
}

export function throwProblems({ problems }: Parsing): void {
  if (Object.keys(problems).length > 0) throw new AppError("BAD_INPUT", { fields: problems });
}

export const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
