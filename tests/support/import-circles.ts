import { atRunTime, type Source } from "./sources.ts";

/** The files of an import circle at run time, in order, or null. */
export const circleIn = (files: readonly Source[]): readonly string[] | null => {
  const named = files.map((file) => [file.path.replace(/\.(tsx?|mjs)$/, ""), file] as const);
  const byName = new Map(named);
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): readonly string[] | null => {
    const file = byName.get(name);
    if (!file || done.has(name)) return null;
    if (path.includes(name)) return path.slice(path.indexOf(name));
    for (const { from } of atRunTime(file)) {
      const found = visit(from, [...path, name]);
      if (found) return found;
    }
    done.add(name);
    return null;
  };
  for (const [name] of named) {
    const found = visit(name, []);
    if (found) return found;
  }
  return null;
};
