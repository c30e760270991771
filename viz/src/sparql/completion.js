// What the editor offers while one types: variables, keywords, terms with their labels, things by name.
import { compress, iriOf } from "../base/iris.js";
import { patternsOf } from "./patterns.js";
import { above, below, classesOf, isType, readTerms } from "./terms.js";

const KEYWORDS = (
  "SELECT,DISTINCT,WHERE,OPTIONAL,FILTER,UNION,MINUS,BIND,VALUES,ASK,CONSTRUCT,DESCRIBE,PREFIX,LIMIT," +
  "OFFSET,HAVING,AS,COUNT,SUM,AVG,MIN,MAX,SAMPLE,GROUP_CONCAT,STR,LANG,LANGMATCHES,REGEX,CONTAINS,STRSTARTS,STRENDS," +
  "STRLEN,SUBSTR,LCASE,UCASE,CONCAT,COALESCE,IF,BOUND,YEAR,DATATYPE,EXISTS,IN,GROUP BY,ORDER BY,NOT EXISTS,ASC(,DESC("
).split(",");
const MOST = 60;

/** A source of completions for CodeMirror's autocompletion. */
export function createCompletion(app) {
  let read = null; // the promise of the terms; asked anew if the engine was stopped
  const known = () =>
    (read ??= readTerms(app).catch((problem) => {
      read = null;
      if (!problem.kind) throw problem;
      return { terms: new Map(), by: new Map() };
    }));

  return async (context) => {
    const word = context.matchBefore(/[?$]?[^\s{}()[\];,<>"'|/^*+=!&.]*/);
    if (!word.text && !context.explicit) return null;
    const text = context.state.doc.toString();
    const { patterns, at } = patternsOf(text, word.from);
    if (at.state === "text") return null;
    if (/^[?$]/.test(word.text)) return result(word, variables(app, text, word));
    return result(word, await choices(app, await known(), patterns, at, word.text));
  };
}

const result = (word, options) =>
  options.length ? { from: word.from, options: options.slice(0, 3 * MOST), filter: false } : null;

async function choices(app, known, patterns, at, typed) {
  if (at.state === "predicate") return [...properties(app, known, patterns, at, typed), ...prefixes(app, typed)];
  if (at.state === "object") return objects(app, known, at, typed);
  const keywords = KEYWORDS.filter((keyword) => typed && keyword.startsWith(typed.toUpperCase()));
  return [
    ...keywords.map((keyword) => ({ label: keyword, type: "keyword", section: section(app, "complete-keywords", 0) })),
    ...(await things(app, typed)),
    ...prefixes(app, typed),
    ...(typed.includes(":") ? terms(app, [...known.terms.values()], typed, section(app, "complete-phrases", 3)) : []),
  ];
}

const section = (app, word, rank, ...values) => ({ name: app.heading(word, ...values), rank });

function variables(app, text, word) {
  const others = `${text.slice(0, word.from)} ${text.slice(word.from + word.text.length)}`;
  const found = new Set(others.match(/[?$][\p{L}\p{N}_]+/gu));
  return [...found]
    .filter((name) => name.startsWith(word.text))
    .map((name) => ({ label: name, type: "variable", section: section(app, "complete-variables", 0) }));
}

const prefixes = (app, typed) =>
  Object.entries(app.model.prefixes)
    .filter(([name]) => typed && name.startsWith(typed))
    .map(([name, namespace]) => ({
      label: `${name}:`,
      detail: namespace,
      type: "namespace",
      section: section(app, "complete-prefixes", 9),
    }));

/** Terms that fit what is typed, with their label and definition in the reader's language. */
function terms(app, found, typed, of) {
  const wanted = typed.toLowerCase();
  const name = (term) => term.curie.split(":")[1].toLowerCase();
  const place = (term) => {
    if (term.curie.toLowerCase().startsWith(wanted) || name(term).startsWith(wanted)) return 0;
    const labels = [term.zh, term.en].filter(Boolean).map((label) => label.toLowerCase());
    return labels.some((label) => label.includes(wanted)) || name(term).includes(wanted) ? 1 : -1;
  };
  const fitting = found.map((term) => [place(term), term]).filter(([rank]) => rank >= 0);
  fitting.sort(([one], [other]) => one - other);
  return fitting.slice(0, MOST).map(([, term]) => ({
    label: term.curie,
    detail: term[app.language()],
    info: term.definition[app.language()],
    type: "term",
    section: of,
  }));
}

/** Properties: first those that things of the class at hand have, most used first; then the others. */
function properties(app, known, patterns, { subject }, typed) {
  const classes = classesOf(app, known, patterns, subject);
  const times = new Map();
  for (const cls of classes.flatMap((one) => below(app.model, one))) {
    for (const [property, count] of known.by.get(cls) ?? []) times.set(property, (times.get(property) ?? 0) + count);
  }
  const all = [...known.terms.values()].filter((term) => term.used || term.domains.length);
  const lineage = new Set(classes.flatMap((cls) => [...above(known, cls)]));
  const fits = (term) => times.has(term.curie) || term.domains.some((domain) => lineage.has(domain));
  const used = (term) => times.get(term.curie) ?? 0;
  const own = all.filter(fits).sort((one, other) => used(other) - used(one));
  const others = all.filter((term) => !fits(term)).sort((one, other) => other.times - one.times);
  const rest = section(app, "complete-others", 1);
  const label = classes
    .slice(0, 3)
    .map((cls) => known.terms.get(cls)?.[app.language()] ?? cls)
    .join(", ");
  return [
    ...terms(app, own, typed, section(app, "complete-of", 0, label)),
    ...("a".startsWith(typed) ? [{ label: "a", detail: app.word("complete-a"), type: "keyword", section: rest }] : []),
    ...terms(app, others, typed, rest),
  ];
}

/** What may be an object: classes after `a`, else the values and things of the property's range. */
async function objects(app, known, { predicate }, typed) {
  const all = [...known.terms.values()];
  if (isType(predicate)) {
    const members = (cls) => known.by.get(cls)?.get("rdf:type") ?? 0;
    const used = (term) => below(app.model, term.curie).reduce((sum, cls) => sum + members(cls), 0);
    const classes = all.filter((term) => term.kinds.includes("owl:Class")).map((term) => [used(term), term]);
    const sorted = classes.sort(([one], [other]) => other - one).map(([, term]) => term);
    return [...terms(app, sorted, typed, section(app, "complete-classes", 0)), ...prefixes(app, typed)];
  }
  if (predicate === "rdf:predicate") {
    const claimed = all.filter((term) => term.kinds.includes("kg:ClaimProperty"));
    claimed.sort((one, other) => other.times - one.times);
    return terms(app, claimed, typed, section(app, "complete-values", 0));
  }
  const ranges = known.terms.get(predicate)?.ranges ?? [];
  const values = all.filter((term) => [term.scheme, ...term.kinds].some((kind) => ranges.includes(kind)));
  return [
    ...terms(app, values, typed, section(app, "complete-values", 0)),
    ...(await things(app, typed, ranges)),
    ...prefixes(app, typed),
  ];
}

/** Things by name or id, as what a query may write for them; of some classes where they are given. */
async function things(app, typed, ranges = []) {
  const text = typed.replace(/^kgr:/, "");
  if (!text || (text.includes(":") && text === typed)) return [];
  const found = await app.suggest(
    text,
    ranges.map((range) => range.replace(/^kg:/, "")),
  );
  return found.map((thing) => ({
    label: app.label(thing),
    detail: app.label(app.model.classes.get(thing.type)),
    info: written(app, thing.id),
    apply: written(app, thing.id),
    type: "thing",
    section: section(app, "things", 2),
  }));
}

/** A thing's IRI as a query writes it: prefixed where that is a prefixed name (SPARQL 1.1, 19.8), else in brackets. */
function written(app, id) {
  const iri = iriOf(app.model, id);
  const curie = compress(app.model, iri);
  return /^kgr:[\w](?:(?:[\w.-]|%[\dA-F]{2})*(?:[\w-]|%[\dA-F]{2}))?$/.test(curie) ? curie : `<${iri}>`;
}
