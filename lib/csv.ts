import "server-only";
import { CsvError, type Options, parse } from "csv-parse/sync";

/** The separator that the first line has most of, outside quotes. */
function separatorOf(text: string): string {
  const [first = ""] = text
    .replace(/"[^"]*"?/g, "")
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim());
  const counts = [",", ";", "\t"].map((separator) => ({ separator, count: first.split(separator).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).separator;
}

export type CsvLine = {
  /** The line of the text that it begins on, from 1: quoted cells may span several. */
  readonly line: number;
  readonly cells: readonly string[];
};

export class UnclosedQuote extends Error {
  /** The line of the quotation mark, from 1. */
  readonly line: number;

  constructor(line: number) {
    super(`a quotation mark is opened on line ${line} and never closed`);
    this.line = line;
  }
}

const lineBreaksIn = (cell: string): number => cell.match(/\r\n|\n|\r/g)?.length ?? 0;

/** csv-parse keeps the quotes of a cell that goes on after the closing one, even if only spaces follow. */
const withoutQuotes = (cell: string): string => cell.replace(/^"(.*)"\s+$/s, "$1").trim();

/**
 * Reads RFC 4180 and the dialects of spreadsheets. Cells are trimmed, empty lines left out.
 * @throws UnclosedQuote rather than take everything after the quotation mark for one cell
 */
export function parseCsv(text: string): CsvLine[] {
  const lines: CsvLine[] = [];
  // csv-parse counts a Windows line end within quotes twice, so lines are counted here.
  let line = 1;
  let firstLine = 1;
  const options: Options = {
    bom: true,
    delimiter: separatorOf(text),
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    relax_quotes: true,
    ltrim: true,
    cast: (cell) => {
      line += lineBreaksIn(cell);
      return withoutQuotes(cell);
    },
    on_record: (cells) => {
      if (cells.some(Boolean)) lines.push({ line: firstLine, cells });
      line += 1;
      firstLine = line;
      return null;
    },
  };
  try {
    parse(text, options);
  } catch (error) {
    throw error instanceof CsvError && error.code === "CSV_QUOTE_NOT_CLOSED"
      ? new UnclosedQuote(line)
      : error;
  }
  return lines;
}

/** Guards against formula injection (OWASP), also after characters that end a cell in the spreadsheets of some countries. */
function cellOf(value: string): string {
  const harmless = value.replace(/^(?=[\t\r\n])|(^|[;\t\r\n])(?=\s*[=+\-@＝＋－＠])/g, "$1'");
  return /[",;\t\r\n]/.test(harmless) || harmless !== harmless.trim()
    ? `"${harmless.replaceAll('"', '""')}"`
    : harmless;
}

export const csvLine = (cells: readonly string[]): string => `${cells.map(cellOf).join(",")}\r\n`;

/** The beginning of a CSV file: makes spreadsheets read it as UTF-8. */
export const csvMark = "\uFEFF";

/** Reads UTF-8, and what spreadsheets on Windows write: UTF-16 with its mark, or Windows-1252. */
export function textOfFile(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
