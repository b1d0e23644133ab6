import { posix } from "node:path";
import { hookNamespacesOf } from "./keys.ts";
import { nameOf, nodeIn, nodesIn, type Syntax, textOf, walk } from "./syntax.ts";

const entry = /\/(page|layout|error|not-found|loading|template|default)\.tsx$/;

/** The namespaces of the `<ClientMessages of={[…]}>` in a layout; undefined without one. */
const sentBy = (layout: Syntax): string[] | undefined => {
  let sent: string[] | undefined;
  walk(layout.program, (node) => {
    const tag = nodeIn(node, "openingElement");
    if (nameOf(nodeIn(tag, "name")) !== "ClientMessages") return;
    const of = nodesIn(tag, "attributes").find((one) => nameOf(nodeIn(one, "name")) === "of");
    const list = nodeIn(nodeIn(of, "value"), "expression");
    sent = nodesIn(list, "elements").flatMap((one) => textOf(one) ?? []);
  });
  return sent;
};

/** The namespaces that client components below `entries` ask for. */
function neededBy(entries: readonly Syntax[], files: ReadonlyMap<string, Syntax>): Set<string> {
  const needed = new Set<string>();
  const seen = new Set<string>();
  const visit = (file: Syntax, fromClient: boolean) => {
    const isClient = fromClient || file.isClient;
    if (seen.has(`${file.path} ${isClient}`)) return;
    seen.add(`${file.path} ${isClient}`);
    if (isClient) for (const namespace of hookNamespacesOf(file)) needed.add(namespace);
    for (const path of file.imports) {
      const imported = files.get(path);
      if (imported) visit(imported, isClient);
    }
  };
  for (const file of entries) visit(file, false);
  return needed;
}

/** The layout nearest to a file that sends words to the browser. */
const senderOf = (path: string, senders: ReadonlyMap<string, string[]>): string | undefined => {
  for (let folder = posix.dirname(path); folder !== "."; folder = posix.dirname(folder))
    if (senders.has(`${folder}/layout.tsx`)) return `${folder}/layout.tsx`;
  return undefined;
};

/** Layouts that send the browser other namespaces than the client components within them need. */
export function findMissent(all: readonly Syntax[]) {
  const files = new Map(all.map((file) => [file.path, file]));
  const senders = new Map(
    all.flatMap((file) => {
      const sent = file.path.endsWith("/layout.tsx") ? sentBy(file) : undefined;
      return sent ? [[file.path, sent] as const] : [];
    }),
  );
  return [...senders].flatMap(([layout, sent]) => {
    const entries = all.filter(({ path }) => entry.test(path) && senderOf(path, senders) === layout);
    const needed = [...neededBy(entries, files)].toSorted();
    const isSame = needed.length === sent.length && needed.every((one) => sent.includes(one));
    return isSame ? [] : [{ path: layout, line: 1, text: `of={${JSON.stringify(needed)}}` }];
  });
}
