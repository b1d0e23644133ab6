import { z } from "zod";
import type { FieldProblem } from "#lib/errors.ts";
import { type Field, limits, type Scalar, searchKey } from "#lib/queries/rules.ts";

const isoTime = z.iso.datetime({ offset: true, local: false });
const uuid = z.uuid();
const earliest = Date.parse("0001-01-01T00:00:00Z");
const latest = Date.parse("9999-12-31T23:59:59.999Z");

export type Parsed = { readonly value: Scalar } | { readonly problem: FieldProblem };

/** PostgreSQL can't store every string. */
export function textProblem(value: unknown): FieldProblem | null {
  if (typeof value !== "string" || value.includes("\0") || !value.isWellFormed()) return "invalid";
  return value.length > limits.value ? "too-long" : null;
}

function parseText(value: unknown, as: (text: string) => string = (text) => text): Parsed {
  const problem = textProblem(value);
  return problem ? { problem } : { value: as(value as string) };
}

function parseTime(value: unknown): Parsed {
  const valid = value instanceof Date || isoTime.safeParse(value).success;
  const time = valid ? new Date(value as string | Date).getTime() : Number.NaN;
  return time >= earliest && time <= latest
    ? { value: new Date(time).toISOString() }
    : { problem: "not-a-date" };
}

function parseJson(value: unknown): Parsed {
  if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) return { value };
  return parseText(value);
}

const parseId = (value: unknown): Parsed =>
  uuid.safeParse(value).success ? { value: (value as string).toLowerCase() } : { problem: "not-an-id" };

export function parseValue(field: Field, value: unknown): Parsed {
  switch (field.kind) {
    case "id":
    case "people":
      return parseId(value);
    case "choice":
      return typeof value === "string" && field.values?.includes(value) ? { value } : { problem: "invalid" };
    case "time":
      return parseTime(value);
    case "flag":
      return typeof value === "boolean" ? { value } : { problem: "invalid" };
    case "name":
      return parseText(value, searchKey);
    case "text":
      return parseText(value);
    case "json":
      return parseJson(value);
  }
}
