// What the text of a query tells before it runs, read from its syntax tree.
import { SparqlLanguage } from "codemirror-lang-sparql";

const FORMS = { SelectQuery: "SELECT", AskQuery: "ASK", ConstructQuery: "CONSTRUCT", DescribeQuery: "DESCRIBE" };
const UPDATES = new Set(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"]);

/** The nodes of a query's tree in order of the text: { name, text, from, to, parent }. */
export function nodesOf(text) {
  const nodes = [];
  SparqlLanguage.parser.parse(text).iterate({
    enter({ name, from, to, type, node }) {
      if (!type.isError) nodes.push({ name, from, to, text: text.slice(from, to), parent: node.parent?.name });
    },
  });
  return nodes;
}

/**
 * What must be known of a query before it runs: its form ("" where it has none), what speaks against
 * it ("update", "service" or ""), the variables of `SELECT *` in order of the text, and the
 * prefixes that it declares.
 */
export function readQuery(text) {
  const nodes = nodesOf(text);
  const form = nodes.find(({ name }) => name in FORMS);
  const update = nodes.find(({ name }) => UPDATES.has(name));
  const service = nodes.find(({ name }) => name === "SERVICE");
  const select = nodes.find(({ name }) => name === "SelectClause");
  const star = select && !nodes.some(({ name, from, to }) => name === "Var" && from >= select.from && to <= select.to);
  const named = nodes.filter(({ name }) => name === "Var").map((variable) => variable.text.slice(1));
  return {
    form: form ? FORMS[form.name] : "",
    refused: update && !form ? "update" : service ? "service" : "",
    order: star ? [...new Set(named)] : null,
    prefixes: declared(nodes),
  };
}

const declared = (nodes) =>
  nodes
    .filter(({ name, parent }) => name === "Pname_ns" && parent === "PrefixDecl")
    .map(({ text }) => text.slice(0, -1));

/**
 * The first prefixed name whose prefix is neither in `prefixes` nor declared, where a query fails for that first: {
 * line, column, prefix, declared }, or null. The engine's `message` tells of it only where nothing else could stand.
 */
export function undeclaredPrefix(text, message, prefixes) {
  const nodes = nodesOf(text);
  const known = [...Object.keys(prefixes), ...declared(nodes)];
  const isName = ({ name, parent }) => /^Pname_(ln|ns)$/.test(name) && parent !== "PrefixDecl";
  const prefixOf = (node) => node.text.slice(0, node.text.indexOf(":"));
  const found = nodes.find((node) => isName(node) && !known.includes(prefixOf(node)));
  if (!found) return null;
  const first = firstError(text);
  if (first !== null && first < found.from && !message.includes("Prefix not found")) return null;
  return { ...lineOf(text, found.from), prefix: prefixOf(found), declared: known };
}

/** The prefixes that a query does not declare itself, as declarations on one line. */
export function prologue(prefixes, already) {
  return Object.entries(prefixes)
    .filter(([name]) => !already.includes(name))
    .map(([name, namespace]) => `PREFIX ${name}: <${namespace}> `)
    .join("");
}

/** A query of the catalogue with a VALUES clause at the start of its outermost group. */
export function withValues(query, values) {
  const group = nodesOf(query).find(({ name, parent }) => name === "GroupGraphPattern" && parent === "WhereClause");
  if (!group) return query; // no query, of which the engine says what is wrong
  return `${query.slice(0, group.from + 1)}\n  ${values}${query.slice(group.from + 1)}`;
}

/**
 * Where and why a text is no SPARQL, from the engine's message: { line, column, reason, signs }; null
 * where the message names no place. `before` is how many characters were put before the first line.
 * The reason is "expected" (one of the `signs`) or "syntax".
 */
export function readError(text, message, before) {
  const told = /error at (\d+):(\d+): ([\s\S]*)$/.exec(message);
  if (!told) return null;
  const lines = text.split("\n");
  const line = Number(told[1]);
  // The engine counts code points from its first line on; an editor counts UTF-16 code units
  const characters = [...(lines[line - 1] ?? "")].slice(0, Number(told[2]) - 1 - (line === 1 ? before : 0));
  const place = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0) + characters.join("").length;
  const signs = [...new Set(told[3].match(/"(?:[^"\\]|\\.)+"/g) ?? [])];
  const first = firstError(text);
  if (first !== null && first < place) return { ...lineOf(text, first), reason: "syntax", signs: [] };
  return { ...lineOf(text, place), reason: signs.length ? "expected" : "syntax", signs };
}

function lineOf(text, place) {
  const before = text.slice(0, place).split("\n");
  return { line: before.length, column: before.at(-1).length + 1 };
}

/**
 * Where the editor's parser first fails, or null. The engine tries one reading after another and tells
 * where the longest of them ended, which may be far behind what is wrong; this parser reads only once.
 */
function firstError(text) {
  let found = null;
  SparqlLanguage.parser.parse(text).iterate({
    enter({ type, from }) {
      if (type.isError) found ??= from + /^\s*/.exec(text.slice(from))[0].length;
    },
  });
  return found;
}
