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
  nodes.filter(({ name, parent }) => name === "Pname_ns" && parent === "PrefixDecl").map(({ text }) => text.slice(0, -1));

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
  return `${query.slice(0, group.from + 1)}\n  ${values}${query.slice(group.from + 1)}`;
}

/**
 * Where and why a text is no SPARQL, from the engine's message: { line, column, reason, signs }.
 * `before` is how many characters were put before the text's first line. The reason is "prefix",
 * "expected" (one of the `signs`) or "syntax".
 */
export function readError(text, message, before) {
  const place = /error at (\d+):(\d+): ([^]*)$/.exec(message);
  if (!place) return null;
  const line = Number(place[1]);
  const written = text.split("\n")[line - 1]?.replace(/\r$/, "") ?? "";
  let column = Number(place[2]) - (line === 1 ? before : 0);
  // The engine counts code points; an editor counts UTF-16 code units
  column = [...written].slice(0, column - 1).join("").length + 1;
  const signs = [...new Set(place[3].match(/"(?:[^"\\]|\\.)+"/g) ?? [])];
  if (place[3].includes("Prefix not found")) {
    const name = /[^\s(){};,.|/^]*$/.exec(written.slice(0, column - 1))[0];
    return { line, column: Math.max(column - name.length, 1), reason: "prefix", signs: [] };
  }
  if (signs.length) return { line, column: Math.max(column, 1), reason: "expected", signs };
  return { line, column: beforeKeyword(written, column, place[3]), reason: "syntax", signs: [] };
}

/** Where a word begins that is none of the keywords expected: the engine counts from behind it, as in kg/sparql.py. */
function beforeKeyword(written, column, expected) {
  if (!expected.includes("['")) {
    const lengths = new Set((expected.match(/[A-Z_]{2,}/g) ?? []).map((word) => word.length));
    for (const length of [...lengths].sort((a, b) => a - b)) {
      const start = column - length;
      if (start >= 1 && /\S/.test(written[start - 1] ?? "") && !/[\p{L}\p{N}]/u.test(written[start - 2] ?? "")) return start;
    }
  }
  return Math.max(column, 1);
}
