import type { SortBy } from "#lib/queries/rules.ts";
import type { Question } from "./ask.ts";

const fields = ["created_at", "user_id", "name", "role", "updated_at"];

/** Returns every sort by one or two fields, asked of all members and of one role. */
export function sortQuestions(): [string, Question][] {
  const single = fields.flatMap((field): SortBy[][] => [
    [{ field, direction: 1 }],
    [{ field, direction: -1 }],
  ]);
  const pairs = fields.flatMap((first) =>
    fields
      .filter((second) => second !== first)
      .map((second): SortBy[] => [
        { field: first, direction: 1 },
        { field: second, direction: -1 },
      ]),
  );
  return [...single, ...pairs].map((sort) => [
    describe(sort),
    (index) => (index % 2 ? { sort } : { sort, filter: { role: "patient" } }),
  ]);
}

const describe = (sort: readonly SortBy[]) =>
  sort.map(({ field, direction }) => `${field} ${direction > 0 ? "up" : "down"}`).join(", ");
