import { describe, expect, test } from "vitest";
import { maxRows } from "#lib/bulk-changes/rules.ts";
import { readRows } from "#lib/bulk-changes/server/read-rows.ts";
import { csvLine, parseCsv, textOfFile } from "#lib/csv.ts";

const cells = (text: string) => parseCsv(text).map((line) => line.cells);

describe("a delimited text", () => {
  test.each([
    ["commas", "a,b\nc,d"],
    ["semicolons, as spreadsheets write where the comma is decimal", "a;b\nc;d"],
    ["tabs, as cells are copied", "a\tb\nc\td"],
    ["line ends of Windows", "a,b\r\nc,d\r\n"],
    ["line ends of old", "a,b\rc,d\r"],
    ["a byte order mark", "\uFEFFa,b\nc,d"],
    ["spaces around", " a , b \n c , d "],
    ["empty lines between", "\n\na,b\n , \nc,d\n\n"],
    ["quotes", '"a","b"\n"c","d"'],
  ])("is read with %s", (_what, text) => {
    expect(cells(text)).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
  });

  test("keeps separators, quotes and line ends inside quotes", () => {
    expect(cells('"Bell, Ada";"says ""hello""";"two\nlines"')).toEqual([
      ["Bell, Ada", 'says "hello"', "two\nlines"],
    ]);
  });

  test.each(["\n", "\r\n", "\r"])("knows on which line each row begins, with %j", (end) => {
    const text = 'a\n\n"b\nb"\nc'.replaceAll("\n", end);
    expect(parseCsv(text).map(({ line }) => line)).toEqual([1, 3, 5]);
  });

  test("a quotation mark within a word is a character like others", () => {
    expect(cells('12" pipe,b')).toEqual([['12" pipe', "b"]]);
  });

  test("quotes may have spaces around them, and a cell may go on after them", () => {
    expect(cells(' "Bell, Ada" , "b" \n"Bell, Ada" MD,b')).toEqual([
      ["Bell, Ada", "b"],
      ['"Bell, Ada" MD', "b"],
    ]);
  });

  test.each(["\n", "\r\n", "\r"])(
    "names the line of a quotation mark that is never closed, with %j",
    (end) => {
      const text = 'a\n"b\nb",c\na,"b\nc,d'.replaceAll("\n", end);
      expect(() => parseCsv(text)).toThrow("on line 4 ");
    },
  );

  test("what is written is read again", () => {
    const row = ["Bell, Ada", 'a "b"', '"b"', '"b" a', "x\r\ny", " z ", "plain", ""];
    expect(cells(csvLine(row))?.[0]).toEqual(row.map((cell) => cell.trim()));
  });

  test.each(["=1+1", "+1", "-1", "@x", "\tx", "\rx"])("%j becomes no formula in a spreadsheet", (cell) => {
    expect(csvLine([cell]).replace('"', "").startsWith("'")).toBe(true);
  });

  test.each(["x;=1+1", "x; @y", "x\t+1", "x\n-1", "＝1+1"])(
    "%j becomes none either where spreadsheets end cells at other signs",
    (cell) => {
      expect(csvLine([cell])).toMatch(/^"?'＝|[;\t\n]'\s*[=+\-@]/);
    },
  );

  test("what is no formula stays as it is", () => {
    expect(csvLine(["a;b", "x - y", "a@b.example", "1-2"])).toBe('"a;b",x - y,a@b.example,1-2\r\n');
  });

  test.each([
    ["UTF-8", new TextEncoder().encode("Zoë")],
    ["Windows-1252", Uint8Array.from([0x5a, 0x6f, 0xeb])],
    ["UTF-16", Uint8Array.from([0xff, 0xfe, 0x5a, 0, 0x6f, 0, 0xeb, 0])],
  ])("a file in %s is read as it was meant", (_name, bytes) => {
    expect(textOfFile(bytes)).toBe("Zoë");
  });
});

const row = (given: string, more: object = {}) => ({ given, role: null, name: "", outcome: null, ...more });
const read = (text: string) => readRows(text).map(({ line: _line, ...rest }) => rest);
const id = "0b7e6d1c-2f30-4c5f-9a54-7c5c4a1d2e3f";

describe("a list of people", () => {
  test.each([
    ["an address a line", "a@x.example\nb@x.example", [row("a@x.example"), row("b@x.example")]],
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
    ["nobody at all", "no address here", [row("no address here", { outcome: "bad-person" })]],
    ["an unknown role", "email,role\na@x.example,boss", [row("a@x.example", { outcome: "bad-role" })]],
    [
      "twice the same",
      "a@x.example\nA@X.example",
      [row("a@x.example"), row("A@X.example", { outcome: "duplicate" })],
    ],
  ])("is read: %s", (_what, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each([
    ["nothing but a heading", "email,role", "required"],
    ["an open quotation mark", '"a@x.example', "unclosed-quote"],
    ["more rows than one change takes", "a\n".repeat(maxRows + 1), "too-many-rows"],
  ])("is refused: %s", (_what, text, problem) => {
    expect(() => readRows(text)).toThrow(
      expect.objectContaining({ code: "BAD_INPUT", fields: { text: problem } }),
    );
  });

  test("an open quotation mark is told with its line", () => {
    const facts = { line: 3 };
    expect(() => readRows('e-mail,name\na@x.example,"Ann"\nb@x.example,"Ben')).toThrow(
      expect.objectContaining({ facts }),
    );
  });

  test("a role that was spelled wrong is no name, with or without one beside it", () => {
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
