declare const safeBrand: unique symbol;

/** Text that is already HTML. */
export type Html = { readonly [safeBrand]: true; readonly text: string };

const raw = (text: string) => ({ text }) as Html;

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const isHtml = (value: unknown): value is Html =>
  typeof value === "object" && value !== null && "text" in value;

type Piece = string | Html | readonly Html[] | null | false;

const htmlOf = (piece: Piece): string => {
  if (piece === null || piece === false) return "";
  if (typeof piece === "string") return piece.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
  return isHtml(piece) ? piece.text : piece.map((one) => one.text).join("");
};

/** HTML with its inserted texts escaped, for elements and quoted attributes. */
export const html = (parts: TemplateStringsArray, ...pieces: Piece[]): Html =>
  raw(parts.reduce((text, part, index) => text + htmlOf(pieces[index - 1] ?? null) + part));

/** A style element. Only for our own CSS: nothing is escaped. */
export const styleElement = (css: string): Html => raw(`<style>${css}</style>`);
