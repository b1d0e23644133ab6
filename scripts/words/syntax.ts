import { readdirSync, readFileSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import { parseSync } from "oxc-parser";
import { root } from "#scripts/root.mjs";

/** A node of the syntax tree, as ESTree and its extensions for JSX and TypeScript describe it. */
export type Node = { type: string; start: number; [field: string]: unknown };

export type Syntax = {
  /** From the root, with forward slashes. */
  path: string;
  text: string;
  program: Node;
  isClient: boolean;
  /** Our own files that it imports at run time, as paths like `path`. */
  imports: string[];
};

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

export const childrenOf = (node: Node): Node[] => Object.values(node).flat().filter(isNode);

/** The node in a field; undefined when there is none. */
export const nodeIn = (node: Node | undefined, field: string): Node | undefined => {
  const value = node?.[field];
  return isNode(value) ? value : undefined;
};

export const nodesIn = (node: Node | undefined, field: string): Node[] =>
  [node?.[field]].flat().filter(isNode);

export const nameOf = (node: Node | undefined): string | undefined =>
  typeof node?.["name"] === "string" ? node["name"] : undefined;

/** The value of a string literal; undefined for every other node. */
export const textOf = (node: Node | undefined): string | undefined =>
  node?.type === "Literal" && typeof node["value"] === "string" ? node["value"] : undefined;

/** Calls `visit` for each node below `node`, with the nodes it stands in, the nearest first. */
export function walk(
  node: Node,
  visit: (node: Node, within: readonly Node[]) => void,
  within: readonly Node[] = [],
) {
  visit(node, within);
  for (const child of childrenOf(node)) walk(child, visit, [node, ...within]);
}

export const lineOf = ({ text }: Syntax, { start }: Node) => text.slice(0, start).split("\n").length;

const resolve = (from: string, specifier: string) => {
  if (specifier.startsWith("#")) return specifier.slice(1);
  return specifier.startsWith(".") ? posix.join(posix.dirname(from), specifier) : null;
};

const isTypeOnly = (node: Node) =>
  node["importKind"] === "type" ||
  node["exportKind"] === "type" ||
  (nodesIn(node, "specifiers").length > 0 &&
    nodesIn(node, "specifiers").every((one) => one["importKind"] === "type"));

const importsOf = (path: string, program: Node) => {
  const found: string[] = [];
  walk(program, (node) => {
    if (!/^(Import|Export\w*)Declaration$|^ImportExpression$/.test(node.type) || isTypeOnly(node)) return;
    const target = resolve(path, textOf(nodeIn(node, "source")) ?? "");
    if (target) found.push(target);
  });
  return found;
};

/** Parses a source as if it stood at `path`. */
export function parse(path: string, text: string): Syntax {
  const { program, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`);
  const tree = program as unknown as Node;
  const isClient = nodesIn(tree, "body").some((node) => node["directive"] === "use client");
  return { path, text, program: tree, isClient, imports: importsOf(path, tree) };
}

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"));

/** Every source file that can hold words for people. */
export const parseAll = (): Syntax[] =>
  ["app", "components", "lib"]
    .flatMap((folder) => filesUnder(join(root, folder)))
    .map((path) => parse(path, readFileSync(join(root, path), "utf8")));
