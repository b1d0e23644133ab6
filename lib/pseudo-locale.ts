import type { CompiledMessage } from "icu-minify/format";

export const pseudoLocales = ["en-XA", "ar-XB"] as const;
/** Made from the English words: `en-XA` is accented and longer, `ar-XB` runs right to left. */
export type PseudoLocale = (typeof pseudoLocales)[number];

const plain = "AaCcDdEeGgHhIiKkLlNnOoRrSsTtUuWwYyZz";
const accented = "ÅåÇçÐðÉéĜĝĤĥÎîĶķĻļÑñÖöŔŕŠšŢţÛûŴŵÝýŽž";

const accent = (letter: string) => accented[plain.indexOf(letter)] ?? letter;

/** Doubled vowels make English about 40 % longer. */
const lengthen = (text: string) =>
  text.replace(/[aeiou]/gi, "$&$&").replace(/[a-z]/gi, (letter) => accent(letter));

/** Each word in a RIGHT-TO-LEFT OVERRIDE, between two RIGHT-TO-LEFT MARKs: without them, numbers and names change places. */
const mirror = (text: string) => text.replace(/\S+/g, "\u200f\u202e$&\u202c\u200f");

const change = (value: unknown, edit: (text: string) => string): unknown => {
  if (typeof value === "string") return edit(value);
  if (Array.isArray(value)) return value.map((node) => changeNode(node, edit));
  return value;
};

const changeArms = (arms: object, edit: (text: string) => string) =>
  Object.fromEntries(Object.entries(arms).map(([name, arm]) => [name, change(arm, edit)]));

/** An argument `[name]`, a plural or select `[name, type, arms]`, a date or number `[name, type, style]`, a tag `[name, …children]`. */
const changeNode = (node: unknown, edit: (text: string) => string): unknown => {
  if (!Array.isArray(node)) return change(node, edit);
  const [name, type, ...rest] = node;
  if (type === undefined || (typeof type === "number" && type > 3)) return node;
  if (typeof type === "number" && type > 0) return [name, type, changeArms(rest[0], edit)];
  return [name, ...[type, ...rest].map((child) => changeNode(child, edit))];
};

/** Brackets show where a sentence is cut off or put together from pieces. */
export function pseudo(message: CompiledMessage, locale: PseudoLocale): CompiledMessage {
  if (locale === "ar-XB") return change(message, mirror) as CompiledMessage;
  const nodes = typeof message === "string" ? [message] : message;
  return ["[", ...(change(nodes, lengthen) as typeof nodes), "]"];
}
