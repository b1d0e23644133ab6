import { lineOf, type Node, nameOf, nodeIn, nodesIn, type Syntax, textOf, walk } from "./syntax.ts";

export type Catalogue = { readonly [key: string]: string | Catalogue };

/** The full keys of a catalogue: `calls.state.live`. */
export const keysOf = (catalogue: Catalogue, prefix = ""): string[] =>
  Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === "string" ? [prefix + key] : keysOf(value, `${prefix}${key}.`),
  );

const makers = /^(useTranslations|getTranslations|translatorFor)$/;

/** The namespace that a call of `useTranslations` and its like names; "" for the whole catalogue. */
const namespaceOf = (call: Node): string => {
  const args = nodesIn(call, "arguments");
  const options = args.find(({ type }) => type === "ObjectExpression");
  const named = nodesIn(options, "properties").find((one) => nameOf(nodeIn(one, "key")) === "namespace");
  return textOf(nodeIn(named, "value") ?? args.at(-1)) ?? "";
};

const isMaker = (node: Node | undefined): node is Node =>
  node?.type === "CallExpression" && makers.test(nameOf(nodeIn(node, "callee")) ?? "");

/** `"calls"` in the type `Translator<"calls">` or `MessageKey<"calls">`. */
const namespaceInType = (node: Node | undefined, name: RegExp): string | undefined => {
  if (node?.type !== "TSTypeReference" || !name.test(nameOf(nodeIn(node, "typeName")) ?? ""))
    return undefined;
  return textOf(nodeIn(nodesIn(nodeIn(node, "typeArguments"), "params")[0], "literal"));
};

const annotated = (node: Node) =>
  namespaceInType(nodeIn(nodeIn(node, "typeAnnotation"), "typeAnnotation"), /^Translator$/);

/** The translators of a file: the namespaces that a name can stand for, `t` for `calls`. */
function translatorsOf(file: Syntax): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  const bind = (name: string | undefined, namespace: string | undefined) => {
    if (name !== undefined && namespace !== undefined)
      names.set(name, (names.get(name) ?? new Set()).add(namespace));
  };
  walk(file.program, (node) => {
    if (node.type === "VariableDeclarator") {
      const init = nodeIn(node, "init");
      const made = init?.type === "AwaitExpression" ? nodeIn(init, "argument") : init;
      if (isMaker(made)) bind(nameOf(nodeIn(node, "id")), namespaceOf(made));
    }
    if (node.type === "Identifier") bind(nameOf(node), annotated(node));
    if (node.type === "TSPropertySignature") bind(nameOf(nodeIn(node, "key")), annotated(node));
  });
  return names;
}

/** The namespaces that a file's components take from the provider around them. */
export function hookNamespacesOf(file: Syntax): string[] {
  const found = new Set<string>();
  walk(file.program, (node) => {
    if (isMaker(node) && nameOf(nodeIn(node, "callee")) === "useTranslations") found.add(namespaceOf(node));
  });
  return [...found];
}

const full = (namespace: string, key: string) => (namespace ? `${namespace}.${key}` : key);
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** What a translator is asked for: keys, and patterns of keys that are put together (`state.${state}`). */
const askedOf = (node: Node | undefined): string[] => {
  if (node?.type === "ConditionalExpression")
    return [...askedOf(nodeIn(node, "consequent")), ...askedOf(nodeIn(node, "alternate"))];
  if (node?.type === "TemplateLiteral")
    return [
      nodesIn(node, "quasis")
        .map((one) => escaped((one["value"] as { raw: string }).raw))
        .join("([^.]+)"),
    ];
  const text = textOf(node);
  return text === undefined ? [] : [escaped(text)];
};

const methods = /^(rich|markup|raw|has)$/;

/** The name of the translator that a call asks: `t("x")`, `t.rich("x")`, `words.t("x")`. */
function translatorOf(callee: Node | undefined): string | undefined {
  if (callee?.type !== "MemberExpression") return nameOf(callee);
  const property = nameOf(nodeIn(callee, "property"));
  return methods.test(property ?? "") ? translatorOf(nodeIn(callee, "object")) : property;
}

/** The translators that are fields of types, which other files take out of an object: `words.t`. */
export function fieldTranslatorsOf(files: readonly Syntax[]): Map<string, Set<string>> {
  const fields = new Map<string, Set<string>>();
  for (const file of files)
    walk(file.program, (node) => {
      const name = node.type === "TSPropertySignature" ? nameOf(nodeIn(node, "key")) : undefined;
      const namespace = annotated(node);
      if (name !== undefined && namespace !== undefined)
        fields.set(name, (fields.get(name) ?? new Set()).add(namespace));
    });
  return fields;
}

export type KeyUse = { path: string; line: number; patterns: string[] };

/** Every question to a translator with a key that can be read from the source. */
export function keyUsesOf(file: Syntax, fields = fieldTranslatorsOf([file])): KeyUse[] {
  const own = translatorsOf(file);
  const translators = { get: (name: string) => own.get(name) ?? fields.get(name) };
  const uses: KeyUse[] = [];
  walk(file.program, (node) => {
    if (node.type !== "CallExpression") return;
    const callee = nodeIn(node, "callee");
    const inner = callee?.type === "AwaitExpression" ? nodeIn(callee, "argument") : callee;
    const namespaces = isMaker(inner) ? [namespaceOf(inner)] : translators.get(translatorOf(callee) ?? "");
    if (!namespaces) return;
    for (const asked of askedOf(nodesIn(node, "arguments")[0])) {
      const patterns = [...namespaces].map((namespace) => full(escaped(namespace), asked));
      uses.push({ path: file.path, line: lineOf(file, node), patterns });
    }
  });
  return uses;
}

/** Namespaces asked for a key that only exists at run time: `t(role)`. */
export function wholeNamespacesOf(file: Syntax, fields: ReadonlyMap<string, Set<string>>): string[] {
  const own = translatorsOf(file);
  const found: string[] = [];
  walk(file.program, (node) => {
    if (node.type !== "CallExpression") return;
    const name = translatorOf(nodeIn(node, "callee")) ?? "";
    const argument = nodesIn(node, "arguments")[0];
    if (argument?.type === "Identifier" || argument?.type === "MemberExpression")
      found.push(...(own.get(name) ?? fields.get(name) ?? []));
  });
  return found;
}

/** Keys that a file names in tables: each of its texts that is a key of a namespace the file knows, or a full key. */
export function tableKeysOf(file: Syntax, known: ReadonlySet<string>): string[] {
  const namespaces = new Set([...translatorsOf(file).values()].flatMap((names) => [...names]));
  const found: string[] = [];
  const texts: string[] = [];
  walk(file.program, (node) => {
    const namespace = namespaceInType(node, /^(MessageKey|Translator)$/);
    if (namespace) namespaces.add(namespace);
    const text = textOf(node);
    if (text !== undefined) texts.push(text);
  });
  for (const text of texts)
    for (const key of [text, ...[...namespaces].map((namespace) => full(namespace, text))])
      if (known.has(key)) found.push(key);
  return found;
}
