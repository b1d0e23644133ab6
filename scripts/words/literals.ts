import { lineOf, type Node, nameOf, nodeIn, nodesIn, type Syntax, textOf, walk } from "./syntax.ts";

/** Properties that hold words for people, in JSX and in objects. */
const wordProperties =
  /^(aria-(label|description|valuetext|roledescription|placeholder)|title|alt|placeholder|label|lead|hint|description|text|body|summary|message|heading|caption|note|said|prompt|question|words|tooltip|empty|confirm|cancel|legend|eyebrow|navLabel|name|announcement)$/;

const plainProperties =
  /^(className|class|style|d|viewBox|href|key|id|type|role|method|action|rel|sizes|media)$/;

/** Names that are the same in every language, and keys of the keyboard. */
const names =
  /^(Enter|Escape|Tab|Home|End|Space|Backspace|Delete|Edge|Firefox|Chrome|Safari|Android|Windows|Linux|Arial)$/;

/** Files without words for users: for operators (the terminal, the log), SQL, names stored in the database, and samples. */
const holdsNoWords = (path: string) =>
  /^lib\/((boot|env|log|worker|call-types\/rules)\.ts$|[^/]+\/store\b)|^app\/design\//.test(path);

const hasLetters = (text: string) => /\p{L}/u.test(text);

/** "Add members", "Save", "less than a minute"; not "flex items-center", "POST" or "Europe/London". */
const readsAsWords = (text: string) => {
  const line = text.trim().replace(/\s+/g, " ");
  if (names.test(line)) return false;
  if (/^\p{Lu}\p{Ll}+[.!?…]?$/u.test(line)) return true;
  if (/^\p{Lu}(?!\p{Lu})[\p{L}’'-]* [\p{L}\p{N}“(]/u.test(line)) return true;
  return /^\p{L}[\p{L}’']*,?( [\p{L}\p{N}’'“”(),;:–]+){2,}[.!?…]?$/u.test(line);
};

/** The literals that an expression can become: both arms of a condition, both sides of `+`, `??` and `||`. */
const literalsIn = (node: Node | undefined): Node[] => {
  if (!node) return [];
  const into = (...fields: string[]) => fields.flatMap((field) => nodesIn(node, field).flatMap(literalsIn));
  switch (node.type) {
    case "Literal":
    case "TemplateElement":
    case "JSXText":
      return [node];
    case "TemplateLiteral":
      return into("quasis", "expressions");
    case "ConditionalExpression":
      return into("consequent", "alternate");
    case "LogicalExpression":
      return node["operator"] === "&&" ? into("right") : into("left", "right");
    case "BinaryExpression":
      return node["operator"] === "+" ? into("left", "right") : [];
    case "JSXExpressionContainer":
    case "ParenthesizedExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
      return into("expression");
    case "ArrayExpression":
      return into("elements");
    default:
      return [];
  }
};

const writtenIn = (node: Node): string => {
  if (node.type === "TemplateElement") return String((node["value"] as { raw: string }).raw);
  return textOf(node) ?? (node.type === "JSXText" ? String(node["value"]) : "");
};

const calleeOf = (node: Node) => {
  const callee = nodeIn(node, "callee");
  return nameOf(callee) ?? nameOf(nodeIn(callee, "object")) ?? "";
};

/** Where a text is for machines, or for developers: sources of imports, types, errors, the log, names of properties. */
const isForMachines = (within: readonly Node[]) =>
  within.some(
    (node, index) =>
      /^ImportDeclaration$|^TS(LiteralType|EnumMember)|^TaggedTemplate|^ThrowStatement$/.test(node.type) ||
      (node.type === "NewExpression" && /Error$|^Problem$|^RegExp$/.test(calleeOf(node))) ||
      nodeIn(node, "callee")?.type === "Super" ||
      (node.type === "CallExpression" &&
        /^(afterCommit|classes|log|console)$/.test(calleeOf(node)) &&
        index === 0) ||
      (node.type === "JSXAttribute" && plainProperties.test(nameOf(nodeIn(node, "name")) ?? "")) ||
      (node.type === "MemberExpression" && index === 0) ||
      (node.type === "BinaryExpression" && /^(===|!==|in|instanceof)$/.test(String(node["operator"]))) ||
      (node.type === "Property" && nodeIn(node, "key") === within[index - 1]),
  );

/** A text in the source that a person could read. */
export type Finding = { path: string; line: number; text: string };

/** Every literal of a file that is no key of the catalogue, though a person could read it. */
export function findLiterals(file: Syntax): Finding[] {
  const found = new Map<number, Finding>();
  if (holdsNoWords(file.path)) return [];
  const report = (nodes: Node[], isWords: (text: string) => boolean) => {
    for (const node of nodes) {
      const text = writtenIn(node).trim();
      if (isWords(text)) found.set(node.start, { path: file.path, line: lineOf(file, node), text });
    }
  };
  walk(file.program, (node, within) => {
    if (node.type === "JSXText") report([node], hasLetters);
    if (node.type === "JSXExpressionContainer" && /^JSX(Element|Fragment)$/.test(within[0]?.type ?? ""))
      report(literalsIn(node), hasLetters);
    if (node.type === "JSXAttribute" && wordProperties.test(nameOf(nodeIn(node, "name")) ?? ""))
      report(
        literalsIn(nodeIn(node, "value")),
        nameOf(nodeIn(node, "name")) === "name" ? readsAsWords : hasLetters,
      );
    if (
      /^(Literal|TemplateElement)$/.test(node.type) &&
      within[0]?.["directive"] === undefined &&
      !isForMachines(within)
    )
      report([node], readsAsWords);
  });
  return [...found.values()];
}
