import { describe, expect, test } from "vitest";
import { maxRows } from "#lib/bulk-changes/rules.ts";
import { headingsFor } from "#lib/bulk-changes/server/file-headings.ts";
import { readRows as readWith } from "#lib/bulk-changes/server/read-rows.ts";
import type { FieldProblem } from "#lib/errors.ts";

const readRows = (text: string) => readWith(text, headingsFor("en-GB"));
const row = (given: string, more: object = {}) => ({ given, role: null, name: "", outcome: null, ...more });
const read = (text: string) => readRows(text).map(({ line: _line, ...rest }) => rest);
const id = "0b7e6d1c-2f30-4c5f-9a54-7c5c4a1d2e3f";

describe("a list of people", () => {
  test.each([
    ["one address a line", "a@x.example\nb@x.example", [row("a@x.example"), row("b@x.example")]],
    ["addresses side by side", "a@x.example, b@x.example", [row("a@x.example"), row("b@x.example")]],
    [
      "as mail programs copy them",
      'Ada Bell <a@x.example>; "Castro, Bruno" <b@x.example>; "Osei" MD <c@x.example>',
      [
        row("a@x.example", { name: "Ada Bell" }),
        row("b@x.example", { name: "Castro, Bruno" }),
        row("c@x.example", { name: "Osei MD" }),
      ],
    ],
    ["ids", id.toUpperCase(), [row(id.toUpperCase())]],
    ["role and name", "a@x.example,Observer,Ada", [row("a@x.example", { role: "observer", name: "Ada" })]],
    ["name and role", "a@x.example,Ada,observer", [row("a@x.example", { role: "observer", name: "Ada" })]],
    ["a name alone", "a@x.example,Ada Bell", [row("a@x.example", { name: "Ada Bell" })]],
    [
      "headings in their own order",
      "Name;Ward;E-mail;Role\nAda;7;a@x.example;patient",
      [row("a@x.example", { role: "patient", name: "Ada" })],
    ],
    ["no person at all", "no address here", [row("no address here", { outcome: "bad-person" })]],
    ["an unknown role", "email,role\na@x.example,boss", [row("a@x.example", { outcome: "bad-role" })]],
    [
      "twice the same",
      "a@x.example\nA@X.example",
      [row("a@x.example"), row("A@X.example", { outcome: "duplicate" })],
    ],
  ])("is read: %s", (_what, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each<[string, string, FieldProblem]>([
    ["nothing but a heading", "email,role", "required"],
    ["an unclosed quotation mark", '"a@x.example', "unclosed-quote"],
    ["more rows than one change takes", "a\n".repeat(maxRows + 1), "too-many-rows"],
  ])("is refused: %s", async (_what, text, problem) => {
    await expect(() => readRows(text)).toBeRefused("BAD_INPUT", { fields: { text: problem } });
  });

  test("an unclosed quotation mark is refused with its line", async () => {
    const text = 'e-mail,name\na@x.example,"Ann"\nb@x.example,"Ben';
    await expect(() => readRows(text)).toBeRefused("BAD_INPUT", { facts: { line: 3 } });
  });

  test("a misspelt role is not taken for a name", () => {
    const rows = readRows(
      "a@b.example,obsever\nb@b.example,king,Ada Bell\nc@b.example,Ada\nd@b.example,Ada Bell",
    );
    expect(rows.map(({ outcome, name }) => [outcome, name])).toEqual([
      ["bad-role", ""],
      ["bad-role", "Ada Bell"],
      [null, "Ada"],
      [null, "Ada Bell"],
    ]);
  });

  test("a cell of two million spaces is read as fast as any other", () => {
    const [row] = readRows(`x${" ".repeat(2_000_000)}x`);
    expect(row).toMatchObject({ outcome: "bad-person" });
    expect(row?.given).toHaveLength(320);
  });
});
