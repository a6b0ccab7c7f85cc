// Prints, as JSON, the strings of modules that a person would read: `node visible_texts.mjs FILE…`.
//
// By the syntax tree: a string counts where it looks like words, or where it has a letter and is put in the place of text.
// What is a name, compared, or thrown for developers does not count.

import { readFileSync } from "node:fs";
import { parse } from "espree";
import { getKeys } from "eslint-visitor-keys";

const SENTENCE = /\p{L}{2,}[,;:]? \p{Ll}{2,}\b(?![-:=\]])/u;
const WORD = /^\p{Lu}\p{Ll}+[.…!?]?$/u;
const LETTER = /\p{L}/u;

const TEXTS = ["textContent", "innerText", "title", "alt", "ariaLabel", "placeholder", "label"];
const WRITERS = { fill: 1, say: 1, append: 0, prepend: 0, replaceChildren: 0, alert: 0, confirm: 0 }; // from which argument
const COMPARING = ["===", "!==", "in"];
const PASSING_ON = [
  "Property",
  "ObjectExpression",
  "ConditionalExpression",
  "LogicalExpression",
  "TemplateLiteral",
];

/** Each string below a node, with the nodes around it: the nearest first, and where in each it stands. */
function* strings(node, around = []) {
  if (node.type === "Literal" && typeof node.value === "string") yield { node, words: node.value, around };
  if (node.type === "TemplateElement") yield { node, words: node.value.cooked ?? "", around };
  for (const key of getKeys(node)) {
    for (const [index, child] of [node[key]].flat().entries()) {
      if (child?.type) yield* strings(child, [{ node, key, index }, ...around]);
    }
  }
}

function isShown({ words, around }) {
  if (around.some(({ node }) => node.type === "NewExpression" && node.callee.name === "Error")) return false;
  if (isName(around[0])) return false;
  return SENTENCE.test(words) || (becomesText(around) ? LETTER : WORD).test(words);
}

const isName = ({ node, key }) =>
  /^(Import|Export)/.test(node.type) ||
  (node.type === "Property" && key === "key") ||
  (node.type === "CallExpression" && node.callee.property?.name === "get") ||
  (node.type === "BinaryExpression" && COMPARING.includes(node.operator));

function becomesText(around) {
  const { node, key, index } = around.find(
    ({ node, key }) => !PASSING_ON.includes(node.type) || key === "test",
  );
  if (node.type === "AssignmentExpression")
    return key === "right" && TEXTS.includes(node.left.property?.name);
  const writer = node.type === "CallExpression" && (node.callee.name ?? node.callee.property?.name);
  return key === "arguments" && index >= WRITERS[writer];
}

const shown = process.argv.slice(2).flatMap((file) => {
  const tree = parse(readFileSync(file, "utf8"), { ecmaVersion: "latest", sourceType: "module", loc: true });
  return [...strings(tree)]
    .filter(isShown)
    .map(({ node, words }) => `${file}:${node.loc.start.line}: ${words}`);
});
console.log(JSON.stringify(shown));
