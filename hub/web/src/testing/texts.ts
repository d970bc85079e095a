// This file finds what a reader would read and no catalog has: words in markup, in attributes and in code.
import { parse } from "svelte/compiler";
import ts from "typescript";

/** What a screen reader or a tooltip reads; of our own components all that is called like it. */
const READ =
  /^(aria-label|aria-description|aria-roledescription|alt|title|placeholder|label|about|text|said|heading|empty|hint)$/;

/** Letters of any script, and not a name that is the same in every language. */
const WORDS = /\p{L}{2,}/u;
const NAMES = /\b(Roomwire|GSM-7|STOP|START|USD|https?:\S+)\b/g;

/** A sentence or a name in code: it begins with a capital or has a space, and is no address, class or key. */
const SENTENCE = /^[^<>{}#/.]*(\p{Lu}\p{Ll}|\p{Ll}{2,} \p{Ll}{2,}).*$/u;

/** The name of a header of HTTP, such as Content-Type. */
const HEADER = /^[A-Z][a-z]*(-[A-Z][a-z]+)+$/;

interface Node {
  type: string;
  [key: string]: unknown;
}

/** The words of a file that has this source, each with the line it begins on: "12: Skip to content". */
export function wordsIn(file: string, source: string): string[] {
  return file.endsWith(".svelte") ? inMarkup(source) : inCode(source, 0);
}

function inMarkup(source: string): string[] {
  const tree = parse(source, { modern: true }) as unknown as Record<string, Node | null>;
  const found: string[] = [];
  const say = (node: Node, text: string) => {
    if (WORDS.test(text.replaceAll(NAMES, "")))
      found.push(`${source.slice(0, node.start as number).split("\n").length}: ${text.trim()}`);
  };
  const visit = (node: Node, read: boolean): void => {
    if (node.type === "Comment" || node.type === "StyleSheet") return;
    if (node.type === "Text" && read) say(node, node.data as string);
    if (node.type === "Literal" && typeof node.value === "string" && (read || SENTENCE.test(node.value)))
      say(node, node.value);
    if (node.type === "TemplateElement") {
      const text = (node.value as { cooked: string }).cooked;
      if (read || SENTENCE.test(text)) say(node, text);
    }
    const shown = shows(node, read);
    for (const [key, value] of Object.entries(node))
      if (key !== "parent" && key !== "metadata")
        for (const one of Array.isArray(value) ? value : [value])
          if (one && typeof one === "object" && "type" in one) visit(one as Node, shown);
  };
  if (tree.fragment) visit(tree.fragment, true);
  const script = /<script[^>]*>([\s\S]*?)<\/script>/.exec(source);
  if (script?.[1]) found.push(...inCode(script[1], source.slice(0, script.index).split("\n").length - 1));
  return found;
}

/** Expressions in markup are code: only what looks like a sentence is one. */
const BARE = /Expression|Block|Tag|Directive/;

/** Whether what stands right in a node is read as it stands. */
function shows(node: Node, read: boolean): boolean {
  if (node.type === "Fragment") return true;
  if (node.type === "Attribute") return READ.test(node.name as string);
  return read && !BARE.test(node.type);
}

/** What a value is called in an object, as in { "passed on": … } and in "serviceWorker" in navigator. */
function isKey(node: ts.Node): boolean {
  if (!ts.isStringLiteral(node)) return false;
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) return parent.name === node;
  return ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InKeyword;
}

function inCode(source: string, before: number): string[] {
  const file = ts.createSourceFile("x.ts", source, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const say = (node: ts.Node, text: string) => {
    if (!SENTENCE.test(text) || HEADER.test(text) || !WORDS.test(text.replaceAll(NAMES, ""))) return;
    found.push(`${before + file.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${text}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || isKey(node)) return;
    if (ts.isNewExpression(node) && /Error$/.test(node.expression.getText())) return;
    if (ts.isStringLiteralLike(node)) return compared(node) ? undefined : say(node, node.text);
    if (ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) say(node, node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Whether something else is held against it, as in key === "Enter": then nobody reads it. */
function compared({ parent }: ts.Node): boolean {
  if (ts.isBinaryExpression(parent)) return /^[!=]==$/.test(parent.operatorToken.getText());
  return ts.isCallExpression(parent) && parent.expression.getText().endsWith(".includes");
}
