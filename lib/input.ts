import type { z } from "zod";
import { AppError, type FieldProblem, fieldProblems } from "./errors.ts";

function problemOf(issue: z.core.$ZodIssue): FieldProblem {
  const named = fieldProblems.find((problem) => problem === issue.message);
  if (named) return named;
  if (issue.code === "too_small") return issue.origin === "string" ? "required" : "too-small";
  if (issue.code === "too_big") return issue.origin === "string" ? "too-long" : "too-big";
  return issue.code === "invalid_type" && issue.input === undefined ? "required" : "invalid";
}

/** @throws AppError BAD_INPUT naming each wrong field */
export function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const fields: Record<string, FieldProblem> = {};
  for (const issue of result.error.issues) fields[issue.path.join(".") || "form"] ??= problemOf(issue);
  throw new AppError("BAD_INPUT", { fields });
}
