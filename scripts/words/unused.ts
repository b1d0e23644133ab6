import {
  type Catalogue,
  fieldTranslatorsOf,
  keysOf,
  keyUsesOf,
  tableKeysOf,
  wholeNamespacesOf,
} from "./keys.ts";
import { nameOf, nodeIn, type Syntax, textOf, walk } from "./syntax.ts";

/** Keys that the sources ask for and the catalogue lacks. */
export function findMissing(files: readonly Syntax[], catalogue: Catalogue) {
  const keys = keysOf(catalogue);
  const fields = fieldTranslatorsOf(files);
  return files
    .flatMap((file) => keyUsesOf(file, fields))
    .filter(({ patterns }) => !keys.some((key) => patterns.some((one) => new RegExp(`^${one}$`).test(key))))
    .map(({ path, line, patterns }) => ({ path, line, text: patterns.join(" or ").replaceAll("\\", "") }));
}

/** Every name and text of the sources: what a part of a key that is put together can be. */
const mentionedIn = (files: readonly Syntax[]) => {
  const words = new Set<string>();
  for (const file of files)
    walk(file.program, (node) => {
      const word = textOf(node) ?? nameOf(node) ?? nameOf(nodeIn(node, "key"));
      if (word !== undefined) words.add(word);
    });
  return words;
};

const textsIn = (files: readonly Syntax[]) => {
  const texts = new Set<string>();
  for (const file of files)
    walk(file.program, (node) => {
      const text = textOf(node);
      if (text !== undefined) texts.add(text);
    });
  return texts;
};

/** Until a namespace's folder has moved to the catalogue there is one key in it, which nothing uses. */
const isPlaceholder = (catalogue: Catalogue, key: string) =>
  Object.keys(catalogue[key.split(".")[0] ?? ""] ?? {}).length === 1;

/** Keys of the catalogue that no source asks for. */
export function findUnused(files: readonly Syntax[], catalogue: Catalogue): string[] {
  const fields = fieldTranslatorsOf(files);
  const keys = keysOf(catalogue);
  const known = new Set(keys);
  const inTables = new Set(files.flatMap((file) => tableKeysOf(file, known)));
  const patterns = [
    ...new Set(files.flatMap((file) => keyUsesOf(file, fields)).flatMap((use) => use.patterns)),
  ];
  const exact = new Set(patterns.map((pattern) => pattern.replaceAll("\\", "")));
  const composed = patterns
    .filter((pattern) => pattern.includes("([^.]+)"))
    .map((one) => new RegExp(`^${one}$`));
  const mentioned = mentionedIn(files);
  // `t(role)`: every key of the namespace that is also a text somewhere in the sources.
  const whole = new Set(files.flatMap((file) => wholeNamespacesOf(file, fields)));
  const texts = textsIn(files);
  const isWhole = (key: string) => {
    const [namespace = "", name = ""] = key.split(".");
    return whole.has(namespace) && key === `${namespace}.${name}` && texts.has(name);
  };
  const isComposed = (key: string) =>
    composed.some((pattern) =>
      pattern
        .exec(key)
        ?.slice(1)
        .every((part) => mentioned.has(part)),
    );
  return keys.filter(
    (key) =>
      !isPlaceholder(catalogue, key) &&
      !exact.has(key) &&
      !inTables.has(key) &&
      !isComposed(key) &&
      !isWhole(key),
  );
}
