import { describe, expect, test } from "vitest";
import { csvLine, parseCsv, textOfFile } from "#lib/csv.ts";

const cells = (text: string) => parseCsv(text).map((line) => line.cells);

describe("delimited text", () => {
  test.each([
    ["commas", "a,b\nc,d"],
    ["semicolons, as spreadsheets write where the comma is the decimal sign", "a;b\nc;d"],
    ["tabs, as copied cells have", "a\tb\nc\td"],
    ["line ends of Windows", "a,b\r\nc,d\r\n"],
    ["line ends of old Macs", "a,b\rc,d\r"],
    ["a byte order mark", "\uFEFFa,b\nc,d"],
    ["spaces around cells", " a , b \n c , d "],
    ["empty lines", "\n\na,b\n , \nc,d\n\n"],
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

  test.each(["\n", "\r\n", "\r"])("has line numbers for its rows, with %j", (end) => {
    const text = 'a\n\n"b\nb"\nc'.replaceAll("\n", end);
    expect(parseCsv(text).map(({ line }) => line)).toEqual([1, 3, 5]);
  });

  test("keeps a quotation mark inside a word", () => {
    expect(cells('12" pipe,b')).toEqual([['12" pipe', "b"]]);
  });

  test("may have spaces around quotes, and text after them", () => {
    expect(cells(' "Bell, Ada" , "b" \n"Bell, Ada" MD,b')).toEqual([
      ["Bell, Ada", "b"],
      ['"Bell, Ada" MD', "b"],
    ]);
  });

  test.each(["\n", "\r\n", "\r"])(
    "is refused with the line of a quotation mark that is never closed, with %j",
    (end) => {
      const text = 'a\n"b\nb",c\na,"b\nc,d'.replaceAll("\n", end);
      expect(() => parseCsv(text)).toThrow("on line 4 ");
    },
  );

  test("that is written can be read again", () => {
    const row = ["Bell, Ada", 'a "b"', '"b"', '"b" a', "x\r\ny", " z ", "plain", ""];
    expect(cells(csvLine(row))?.[0]).toEqual(row.map((cell) => cell.trim()));
  });

  test.each(["=1+1", "+1", "-1", "@x", "\tx", "\rx"])(
    "%j does not become a formula in a spreadsheet",
    (cell) => {
      expect(csvLine([cell]).replace('"', "").startsWith("'")).toBe(true);
    },
  );

  test.each(["x;=1+1", "x; @y", "x\t+1", "x\n-1", "＝1+1"])(
    "%j does not become a formula where spreadsheets split cells at other signs",
    (cell) => {
      expect(csvLine([cell])).toMatch(/^"?'＝|[;\t\n]'\s*[=+\-@]/);
    },
  );

  test("is unchanged if it can't become a formula", () => {
    expect(csvLine(["a;b", "x - y", "a@b.example", "1-2"])).toBe('"a;b",x - y,a@b.example,1-2\r\n');
  });

  test.each([
    ["UTF-8", new TextEncoder().encode("Zoë")],
    ["Windows-1252", Uint8Array.from([0x5a, 0x6f, 0xeb])],
    ["UTF-16", Uint8Array.from([0xff, 0xfe, 0x5a, 0, 0x6f, 0, 0xeb, 0])],
  ])("a file in %s is decoded correctly", (_name, bytes) => {
    expect(textOfFile(bytes)).toBe("Zoë");
  });
});
