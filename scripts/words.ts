import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";
import type { Catalogue } from "./words/keys.ts";
import { findLiterals } from "./words/literals.ts";
import { findMissent } from "./words/sent.ts";
import { parseAll } from "./words/syntax.ts";
import { findMissing, findUnused } from "./words/unused.ts";

// `node scripts/words.ts [folder …]`, part of `npm run check`: words for people that are not in the catalogue, keys that
// are missing or that nothing uses, and words that a page sends in vain, or does not send.

const catalogue = JSON.parse(readFileSync(join(root, "messages", "en.json"), "utf8")) as Catalogue;
const files = parseAll();
const asked = process.argv.slice(2);
const inFolders = files.filter(
  ({ path }) =>
    asked.length === 0 || asked.some((folder) => path === folder || path.startsWith(`${folder}/`)),
);

type Finding = { path: string; line: number; text: string };
const sections: [string, Finding[]][] = [
  ["A person could read this, and it is not in messages/en.json", inFolders.flatMap(findLiterals)],
  ["messages/en.json has no such key", findMissing(files, catalogue)],
  [
    "Nothing uses this key",
    findUnused(files, catalogue).map((text) => ({ path: "messages/en.json", line: 1, text })),
  ],
  ["The layout should send these namespaces to the browser", findMissent(files)],
];

let count = 0;
for (const [title, findings] of sections) {
  if (findings.length > 0) console.log(`\n${title}:`);
  for (const { path, line, text } of findings) console.log(`  ${path}:${line}  ${text}`);
  count += findings.length;
}
console.log(count > 0 ? `\n${count} findings.` : "Every word is in the catalogue, and every key is used.");
process.exitCode = count > 0 ? 1 : 0;
