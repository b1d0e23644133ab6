import type { QueryInput } from "#lib/queries/rules.ts";
import type { Question } from "./ask.ts";

type Person = { userId: string; name: string; createdAt: Date; updatedAt: Date };
type Filters = Record<string, (index: number) => QueryInput["filter"]>;

const at = <T>(list: readonly T[], index: number) => list[index % list.length] as T;

function filtersOnPeople(people: readonly Person[]): Filters {
  const person = (index: number) => at(people, index * 7);
  const first = (index: number) => person(index).name.split(" ")[0] ?? "";
  return {
    "user_id $eq": (index) => ({ user_id: person(index).userId }),
    "user_id $ne": (index) => ({ user_id: { $ne: person(index).userId } }),
    "user_id $in": (index) => ({ user_id: { $in: [0, 1, 2, 3].map((more) => person(index + more).userId) } }),
    "user_id $nin": (index) => ({ user_id: { $nin: [0, 1].map((more) => person(index + more).userId) } }),
    "name $eq": (index) => ({ name: person(index).name }),
    "name $gte": (index) => ({ name: { $gte: person(index).name } }),
    "name $lt": (index) => ({ name: { $lt: person(index).name } }),
    "name $autocomplete (a first name)": (index) => ({ name: { $autocomplete: first(index) } }),
    "name $autocomplete (a whole name)": (index) => ({ name: { $autocomplete: person(index).name } }),
    "name $autocomplete (a letter)": (index) => ({ name: { $autocomplete: first(index).slice(0, 1) } }),
    "name $autocomplete (no match)": (index) => ({ name: { $autocomplete: `qq${index}` } }),
    "created_at $gte": (index) => ({ created_at: { $gte: person(index).createdAt } }),
    "created_at $lt": (index) => ({ created_at: { $lt: person(index).createdAt } }),
    "updated_at $gt": (index) => ({ updated_at: { $gt: person(index).updatedAt } }),
    "updated_at $lte": (index) => ({ updated_at: { $lte: person(index).updatedAt } }),
    $or: (index) => ({ $or: [{ "custom.seat": index + 1 }, { user_id: person(index).userId }] }),
  };
}

const filtersOnData = (count: number): Filters => ({
  "role $eq": (index) => ({
    role: at(["patient", "observer", "interpreter", "assistant", "clinician"], index),
  }),
  "role $ne": (index) => ({ role: { $ne: at(["patient", "observer", "interpreter"], index) } }),
  "role $in": (index) => ({ role: { $in: [at(["interpreter", "patient"], index), "clinician"] } }),
  "role $nin": (index) => ({ role: { $nin: [at(["interpreter", "patient"], index), "observer"] } }),
  "custom $eq (common)": (index) => ({ "custom.colour": at(["red", "green", "blue"], index) }),
  "custom $eq (rare)": (index) => ({ "custom.seat": 1 + ((index * 7_919) % count) }),
  "custom $eq (no match)": (index) => ({ "custom.colour": `none ${index}` }),
  "custom $eq (nested)": (index) => ({ "custom.ward.floor": index % 40 }),
  "custom $in": (index) => ({ "custom.seat": { $in: [index, index + count / 2, index + count / 4] } }),
  "custom $ne": (index) => ({ "custom.colour": { $ne: at(["red", "green"], index) } }),
  "custom $nin": (index) => ({ "custom.colour": { $nin: ["red", at(["green", "blue"], index)] } }),
  "custom $gt": (index) => ({ "custom.score": { $gt: (index * 37) % 960 } }),
  "custom $lte": (index) => ({ "custom.score": { $lte: 60 + ((index * 37) % 960) } }),
  "custom $exists": (index) => ({ "custom.score": { $exists: true }, "custom.none": { $exists: index < 0 } }),
  "custom $autocomplete": (index) => ({
    "custom.colour": { $autocomplete: at(["r", "gre", "blue"], index) },
  }),
  "user.custom $eq": (index) => ({ "user.custom.language": at(["de", "tr"], index) }),
  "user.custom $gte": (index) => ({ "user.custom.age": { $gte: index % 60 } }),
  $and: (index) => ({ $and: [{ role: "patient" }, { "custom.colour": at(["red", "blue"], index) }] }),
  $nor: () => ({ $nor: [{ role: "patient" }, { "custom.colour": "red" }] }),
});

/** Returns every operator of every field, with values that are common, rare and absent. */
export const filterQuestions = (people: readonly Person[], count: number): [string, Question][] =>
  Object.entries({ ...filtersOnPeople(people), ...filtersOnData(count) }).map(([name, filter]) => [
    name,
    (index) => ({ filter: filter(index) ?? {} }),
  ]);
