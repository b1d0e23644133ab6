import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const folders = ["app", "components", "lib", "prisma", "scripts"];

/** One source file: its path from the root with forward slashes, its text, and what it imports. */
export type Source = { path: string; text: string; imports: Import[] };
/** `from` is a path from the root without ending for our own files, else the package's name. `typeOnly`: gone at run time. */
export type Import = { from: string; names: string[]; typeOnly: boolean };

const statement =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:([^"';]*?)\s+from\s+)?["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;

const withoutEnding = (path: string) => path.replace(/\.(ts|tsx|mjs|js)$/, "");

const resolveImport = (from: string, specifier: string) => {
  if (specifier.startsWith("#")) return withoutEnding(specifier.slice(1));
  if (!specifier.startsWith(".")) return specifier;
  const parts = from.split("/").slice(0, -1);
  for (const step of specifier.split("/")) {
    if (step === "..") parts.pop();
    else if (step !== ".") parts.push(step);
  }
  return withoutEnding(parts.join("/"));
};

const namesIn = (clause = "") => {
  const braces = /\{([^}]*)\}/.exec(clause)?.[1] ?? "";
  return braces
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
};

/** Reads a source as if it stood at `path`. */
export const source = (path: string, text: string): Source => {
  const imports = [...text.matchAll(statement)].map(([, type, clause, named, dynamic]) => {
    const names = namesIn(clause);
    const typeOnly = Boolean(type) || (names.length > 0 && names.every((name) => name.startsWith("type ")));
    const plain = names.map((name) => name.replace(/^type\s+/, "").replace(/\s+as\s+.*/, ""));
    return { from: resolveImport(path, named ?? dynamic ?? ""), names: plain, typeOnly };
  });
  return { path, text, imports };
};

const walk = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return entry.name === "generated" || entry.name === "node_modules" ? [] : walk(path);
    return /\.(ts|tsx|mjs)$/.test(entry.name) ? [path] : [];
  });

/** Every source file of the product. */
export const allSources = (): Source[] =>
  folders
    .flatMap((folder) => walk(join(root, folder)))
    .map((path) => source(relative(root, path).split(sep).join("/"), readFileSync(path, "utf8")));

export const within = (file: Source, ...folders: string[]) =>
  folders.some((folder) => file.path.startsWith(`${folder}/`));
export const atRunTime = (file: Source) => file.imports.filter((one) => !one.typeOnly);
export const importsAny = (file: Source, pattern: RegExp) =>
  atRunTime(file).some((one) => pattern.test(one.from));
export const isNounFile = (file: Source) => /^lib\/[^/]+\//.test(file.path);
/** Whether it is this layer's file in a noun's folder: `members/store.ts` or `members/store/list-members.ts`. */
export const isLayer = (layer: string) => (file: Source) =>
  new RegExp(`^lib/[^/]+/${layer}(/[^/]+)?\\.ts$`).test(file.path);
export const isActions = isLayer("actions");
export const isRules = isLayer("rules");
export const isStore = isLayer("store");
export const isServer = isLayer("server");

/** The "use server" statement, whose exports anyone on the internet can call. */
export const isDoor = (file: Source) =>
  /^\s*["']use server["']/.test(file.text) || /\{\s*["']use server["']/.test(file.text);
