import type { FieldProblem } from "#lib/errors.ts";
import {
  type FieldKind,
  type Fields,
  limits,
  type Scalar,
  type Target,
  type Tree,
  wordsOf,
} from "#lib/queries/rules.ts";
import { type Parsing, refuse } from "./collect-problems.ts";
import { parseValue, textProblem } from "./parse-value.ts";

const equality = ["$eq", "$ne", "$in", "$nin", "$exists"];
const ranges = ["$gt", "$gte", "$lt", "$lte"];
const operators: Record<FieldKind, readonly string[]> = {
  id: equality,
  choice: equality,
  flag: equality,
  people: ["$eq", "$ne", "$in", "$nin"],
  text: [...equality, ...ranges],
  time: [...equality, ...ranges],
  name: [...equality, ...ranges, "$autocomplete"],
  json: [...equality, ...ranges, "$autocomplete"],
};
const comparisonOf = { $gt: ">", $gte: ">=", $lt: "<", $lte: "<=" } as const;
type Range = keyof typeof comparisonOf;

const step = new RegExp(`^[\\p{L}\\p{N}_][\\p{L}\\p{N}_ -]{0,${limits.step - 1}}$`, "u");

/** `custom.a.b` is the path `a.b` in the `json` field `custom`. */
export function findTarget(fields: Fields, name: string): Target | FieldProblem {
  const own = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (own) return own.kind === "json" ? "unknown-field" : { field: own, path: [] };
  const parent = Object.keys(fields).find(
    (key) => fields[key]?.kind === "json" && name.startsWith(`${key}.`),
  );
  const field = parent && fields[parent];
  if (!field) return "unknown-field";
  const path = name.slice(parent.length + 1).split(".");
  if (path.length > limits.path || path.some((part) => part.length > limits.step)) return "too-long";
  return path.every((part) => step.test(part)) ? { field, path } : "invalid";
}

const isNullable = ({ field }: Target) => field.kind === "json" || field.nullable === true;
const exists = (target: Target): Tree => ({ ...target, is: "exists" });

function equals(parsing: Parsing, at: string, target: Target, given: unknown): Tree {
  if (given === null && isNullable(target)) return { not: exists(target) };
  parsing.values += 1;
  if (parsing.values > limits.values) return refuse(parsing, at, "too-many");
  const parsed = parseValue(target.field, given);
  return "value" in parsed
    ? { ...target, is: "in", values: [parsed.value] }
    : refuse(parsing, at, parsed.problem);
}

function isIn(parsing: Parsing, at: string, target: Target, given: readonly unknown[]): Tree {
  parsing.values += given.length;
  if (given.length > limits.list || parsing.values > limits.values) return refuse(parsing, at, "too-many");
  const values: Scalar[] = [];
  given.forEach((value, index) => {
    if (value === null && isNullable(target)) return;
    const parsed = parseValue(target.field, value);
    if ("value" in parsed) values.push(parsed.value);
    else refuse(parsing, `${at}.${index}`, parsed.problem);
  });
  const isOne: Tree = { ...target, is: "in", values: [...new Set(values)] };
  return given.includes(null) ? { any: [isOne, { not: exists(target) }] } : isOne;
}

function compares(parsing: Parsing, at: string, target: Target, operator: Range, given: unknown): Tree {
  const parsed =
    typeof given === "boolean" ? { problem: "invalid" as const } : parseValue(target.field, given);
  return "value" in parsed
    ? { ...target, is: comparisonOf[operator], value: parsed.value }
    : refuse(parsing, at, parsed.problem);
}

function hasWords(parsing: Parsing, at: string, target: Target, given: unknown): Tree {
  const problem = textProblem(given);
  if (problem) return refuse(parsing, at, problem);
  const words = wordsOf(given as string);
  if (words.length === 0) return refuse(parsing, at, "required");
  return words.length > limits.path ? refuse(parsing, at, "too-many") : { ...target, is: "words", words };
}

export function parseCondition(
  parsing: Parsing,
  at: string,
  target: Target,
  operator: string,
  given: unknown,
): Tree {
  parsing.conditions += 1;
  if (parsing.conditions > limits.conditions) return refuse(parsing, "filter", "too-many");
  if (!operators[target.field.kind].includes(operator)) return refuse(parsing, at, "unknown-operator");
  switch (operator) {
    case "$eq":
      return equals(parsing, at, target, given);
    case "$ne":
      return { not: equals(parsing, at, target, given) };
    case "$in":
      return Array.isArray(given) ? isIn(parsing, at, target, given) : refuse(parsing, at, "invalid");
    case "$nin":
      return Array.isArray(given)
        ? { not: isIn(parsing, at, target, given) }
        : refuse(parsing, at, "invalid");
    case "$exists":
      if (typeof given !== "boolean") return refuse(parsing, at, "invalid");
      return given ? exists(target) : { not: exists(target) };
    case "$autocomplete":
      return hasWords(parsing, at, target, given);
    default:
      return compares(parsing, at, target, operator as Range, given);
  }
}
