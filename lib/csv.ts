/** What separates the cells of a line: what occurs most on the first line, outside of quotes. */
const separatorOf = (text: string): string => {
  const [first = ""] = text
    .replace(/"[^"]*"?/g, "")
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim());
  const counts = [",", ";", "\t"].map((one) => ({ one, count: first.split(one).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).one;
};

export type CsvLine = {
  /** The line it begins on, from 1; a quoted cell may hold further ones. */
  readonly line: number;
  readonly cells: readonly string[];
};

/** A quotation mark that is never closed. */
export class UnclosedQuote extends Error {
  /** The line it stands on, from 1. */
  readonly line: number;

  constructor(line: number) {
    super(`a quotation mark is opened on line ${line} and never closed`);
    this.line = line;
  }
}

/**
 * The lines of a delimited text (RFC 4180, and what spreadsheets make of it): commas, semicolons or tabs, quoted cells,
 * every kind of line end, a byte order mark. Cells are trimmed, empty lines left out.
 * @throws UnclosedQuote when a quotation mark is never closed: everything after it would be one cell
 */
export const parseCsv = (given: string): CsvLine[] => {
  const text = given.replace(/^\uFEFF/, "");
  const separator = separatorOf(text);
  const lines: CsvLine[] = [];
  let cells: string[] = [];
  let [cell, quoted, wasQuoted] = ["", false, false];
  let [line, begins, opened] = [1, 1, 1];
  const endCell = () => {
    cells.push(cell.trim());
    [cell, wasQuoted] = ["", false];
  };
  const endLine = () => {
    endCell();
    if (cells.some(Boolean)) lines.push({ line: begins, cells });
    cells = [];
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    const isLineEnd = sign === "\n" || (sign === "\r" && text.charAt(at + 1) !== "\n");
    if (isLineEnd) line += 1;
    if (quoted && sign === '"' && text.charAt(at + 1) === '"') {
      cell += sign;
      at += 1;
    } else if (quoted && sign === '"') quoted = false;
    else if (quoted) cell += sign;
    else if (sign === '"' && !wasQuoted && cell.trim() === "") {
      [cell, quoted, wasQuoted] = ["", true, true];
      opened = line;
    } else if (sign === separator) endCell();
    else if (isLineEnd) {
      endLine();
      begins = line;
    } else if (sign !== "\r") cell += sign;
  }
  if (quoted) throw new UnclosedQuote(opened);
  endLine();
  return lines;
};

/**
 * A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it (OWASP, CSV injection),
 * also within, after a sign that spreadsheets of some countries take for the end of a cell. Quoted where it must be.
 */
const cellOf = (value: string): string => {
  const harmless = value.replace(/^(?=[\t\r\n])|(^|[;\t\r\n])(?=\s*[=+\-@＝＋－＠])/g, "$1'");
  return /[",;\t\r\n]/.test(harmless) || harmless !== harmless.trim()
    ? `"${harmless.replaceAll('"', '""')}"`
    : harmless;
};

/** One line of a CSV file, its end included. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(cellOf).join(",")}\r\n`;

/** What a CSV file begins with, so that spreadsheets read it as UTF-8. */
export const csvMark = "\uFEFF";

/** A file's text: UTF-8, or what spreadsheets on Windows write (UTF-16 with its mark, else Windows-1252). */
export const textOfFile = (bytes: Uint8Array): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
};
