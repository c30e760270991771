// What a query asks for, read from its syntax tree: its patterns, comparisons, language tags and variables, as
// kg/sparql/reading.py reads them. It is plain data, for the worker, which holds it against the graph.
import { SparqlLanguage } from "codemirror-lang-sparql";

const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const XSD = "http://www.w3.org/2001/XMLSchema#";
const CLASS_STEPS = new Set([`${RDF}type`, "http://www.w3.org/2000/01/rdf-schema#subClassOf"]);
const NUMBERS = { Integer: "integer", Decimal: "decimal", Double: "double" };
const TEXT_FUNCTIONS = new Set(["CONTAINS", "STRSTARTS", "STRENDS", "REGEX"]);
const DATE_FUNCTIONS = new Set(["YEAR", "MONTH", "DAY"]);
const TERMS = ["Var", "Iri", "RDFLiteral", "NumericLiteral", "BooleanLiteral"];
const ESCAPES = { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f" };

/**
 * What a query asks for, with `prefixes` declared: { patterns, compared, dates, tags, others, bound, used, places,
 * projected, limit, offset, namedGraphs }, lists and objects of strings; terms as SPARQL JSON has them, of the type
 * "uri", "literal", "bnode" or "variable".
 */
export function readWants(text, prefixes) {
  const unit = SparqlLanguage.parser.parse(text).topNode;
  const declared = { ...prefixes };
  let base = "";
  for (const node of all(unit, ["PrefixDecl", "BaseDecl"])) {
    const [iri] = all(node, ["IriRef"]);
    const [name] = all(node, ["Pname_ns"]);
    const value = iri ? text.slice(iri.from + 1, iri.to - 1) : "";
    if (name) declared[text.slice(name.from, name.to - 1)] = value;
    else base = value;
  }
  const [query] = all(unit, ["SelectQuery", "AskQuery", "ConstructQuery", "DescribeQuery"]);
  return query ? createReader(text, declared, base).query(query) : null;
}

/** Reads one scope: a query, or a query within it. */
function createReader(text, prefixes, base) {
  const found = {
    ...{ patterns: [], compared: [], dates: [], tags: [], others: [], bound: [], used: [], places: {}, projected: [] },
    ...{ limit: null, offset: 0, namedGraphs: false },
  };
  const said = (node) => text.slice(node.from, node.to);
  const bind = (name) => found.bound.includes(name) || found.bound.push(name);
  const place = (name) => {
    found.places[name] = (found.places[name] ?? 0) + 1;
  };
  const use = (name) => {
    found.used.push(name);
    place(name);
  };

  // ---- Terms

  const iriOf = (node) => {
    const [named] = all(node, ["IriRef", "Pname_ln", "Pname_ns"]);
    const written = said(named);
    if (named.name === "IriRef") return resolved(unescaped(written.slice(1, -1)), base);
    const colon = written.indexOf(":");
    return (prefixes[written.slice(0, colon)] ?? "") + written.slice(colon + 1).replace(/\\(.)/g, "$1");
  };

  const term = (node) => {
    if (node.name === "Var") return { type: "variable", value: said(node).slice(1) };
    if (node.name === "Iri") return { type: "uri", value: iriOf(node) };
    if (node.name === "BooleanLiteral") return { type: "literal", value: said(node), datatype: `${XSD}boolean` };
    if (node.name === "NumericLiteral") {
      const kind = first(first(node)).name.replace(/Positive|Negative/, "");
      return { type: "literal", value: said(node), datatype: XSD + (NUMBERS[kind] ?? "integer") };
    }
    const [string] = all(node, ["String"]);
    const [tag] = all(node, ["Langtag"]);
    const [datatype] = all(node, ["Iri"]);
    const quotes = /^("""|'''|"|')/.exec(said(string))[0].length;
    const value = unescaped(said(string).slice(quotes, -quotes));
    if (tag) return { type: "literal", value, "xml:lang": said(tag).slice(1).toLowerCase() };
    return { type: "literal", value, datatype: datatype ? iriOf(datatype) : `${XSD}string` };
  };

  // ---- Patterns

  const pattern = (node) => {
    switch (node.name) {
      case "MinusGraphPattern":
      case "ServiceGraphPattern":
        return;
      case "TriplesSameSubjectPath":
      case "TriplesSameSubject":
        return triples(node);
      case "SubSelect":
        return subquery(node);
      case "Filter":
        return children(node).forEach((part) => expression(part));
      case "Bind":
        return assigned(node);
      case "DataBlock":
        for (const variable of all(node, ["Var"])) bind(said(variable).slice(1));
        return all(node, ["DataBlockValue"]).forEach((part) => expression(part));
      case "GraphGraphPattern":
        found.namedGraphs = true;
        for (const variable of all(children(node)[1], ["Var"])) bind(said(variable).slice(1));
    }
    children(node).forEach(pattern);
  };

  /** Expressions, and the variables that stand behind AS. */
  const assigned = (node) => {
    let named = false;
    for (const part of children(node)) {
      if (named && part.name === "Var") bind(said(part).slice(1));
      else if (part.name !== "Var" || node.name === "GroupCondition") expression(part);
      named = part.name === "AS";
    }
  };

  const triples = (node) => {
    const [head, ...rest] = children(node);
    const subject = nodeOf(head);
    for (const list of rest) properties(list, subject);
  };

  /** A node of a pattern as a term; what is within brackets are patterns too. */
  const nodeOf = (node) => {
    const [brackets] = all(node, [
      "BlankNodePropertyListPath",
      "BlankNodePropertyList",
      "CollectionPath",
      "Collection",
    ]);
    const blank = { type: "bnode", value: `at-${node.from}` };
    const [plain] = all(node, TERMS);
    if (!brackets) return plain ? term(plain) : blank;
    for (const part of children(brackets)) {
      if (part.name.startsWith("PropertyList")) properties(part, blank);
      else if (brackets.name.startsWith("Collection")) add(blank, [`${RDF}first`], nodeOf(part));
    }
    if (brackets.name.startsWith("Collection")) add(blank, [`${RDF}rest`], { type: "uri", value: `${RDF}nil` });
    return blank;
  };

  const properties = (node, subject) => {
    let verb = null;
    for (const part of children(node)) {
      if (part.name.startsWith("PropertyList")) properties(part, subject);
      else if (part.name.startsWith("Verb")) verb = part;
      else if (part.name.startsWith("ObjectList")) {
        for (const object of children(part)) if (object.name.startsWith("Object")) add(subject, verb, nodeOf(object));
      }
    }
  };

  const add = (subject, verb, object) => {
    const [variable] = Array.isArray(verb) ? [] : all(verb, ["Var"]);
    const path = Array.isArray(verb) ? verb[0] : variable ? null : pathOf(verb);
    for (const one of [subject, variable && term(variable), object]) {
      if (one?.type !== "variable") continue;
      bind(one.value);
      place(one.value);
    }
    const steps = path === null ? [] : stepsOf(path, true);
    const last = path === null ? [] : lastOf(path);
    const names = steps.map(([iri]) => iri);
    const typed = names.includes(`${RDF}type`) && names.every((iri) => CLASS_STEPS.has(iri)) && last.length > 0;
    const simple = typeof path === "string" ? path : null;
    found.patterns.push({ subject, object, properties: steps, simple, last, typed });
  };

  /** A path as an IRI, or as { kind, parts }: a sequence, alternatives, an inverse, repeated or negated. */
  const pathOf = (node) => {
    if (node.name === "A_predicate") return `${RDF}type`;
    if (node.name === "Iri") return iriOf(node);
    if (node.name === "PathNegatedPropertySet") return { kind: "not", parts: [] };
    const parts = children(node).filter(({ name }) => name !== "PathMod");
    const [mod] = children(node).filter(({ name }) => name === "PathMod");
    const made = parts.map(pathOf);
    if (node.name === "PathEltOrInverse" && said(node).startsWith("^")) return { kind: "^", parts: made };
    if (mod) return { kind: said(mod), parts: made };
    if (made.length === 1) return made[0];
    return { kind: node.name === "PathAlternative" ? "|" : "/", parts: made };
  };

  // ---- Expressions

  /** An expression; what is `denied` in it is no reason for an empty answer. */
  const expression = (outer, denied = false) => {
    const { node, negated } = core(outer, text);
    const without = denied !== negated;
    switch (node.name) {
      case "Var":
        return use(said(node).slice(1));
      case "Iri":
        return found.others.push(iriOf(node));
      case "RDFLiteral": {
        const tag = term(node)["xml:lang"];
        return tag && !without && found.tags.push([null, tag, "literal"]);
      }
      case "IriOrFunction":
      case "FunctionCall":
        return children(node).forEach((part) => {
          if (part.name !== "Iri" || children(node).length === 1) expression(part, without);
        });
      case "RelationalExpression":
        return relation(node, without);
      case "BuiltInCall":
        return call(node, without);
    }
    for (const part of children(node)) expression(part, without);
  };

  const relation = (node, denied) => {
    const parts = children(node);
    const [one, other] = [parts[0], parts.at(-1)];
    const sign = text.slice(one.to, other.from).trim().toUpperCase();
    const without = denied || sign === "!=" || sign.startsWith("NOT");
    if (!without) {
      const how = sign === "=" || sign === "IN" ? "equal" : "order";
      compare(one, other, how);
      compare(other, one, how);
    }
    for (const part of [one, other]) expression(part, without);
  };

  /** One side of a comparison, and the other: a term, or the list of IN. */
  const compare = (side, other, how) => {
    const literals = other.name === "ExpressionList" ? children(other).map(literal) : [literal(other)];
    const { node } = core(side, text);
    for (const one of literals.filter(Boolean)) {
      if (node.name === "Var") found.compared.push([said(node).slice(1), one, how]);
      language(node, one, how === "order" ? "equal" : how);
    }
  };

  const literal = (outer) => {
    const { node } = core(outer, text);
    return /Literal$/.test(node.name) ? term(node) : null;
  };

  const language = (node, tag, how) => {
    if (node.name !== "BuiltInCall" || first(node).name !== "LANG") return;
    const { node: held } = core(children(node)[1], text);
    found.tags.push([held.name === "Var" ? said(held).slice(1) : null, tag.value, how]);
  };

  const call = (node, denied) => {
    const within = first(node);
    if (within.name === "NotExistsFunc") return;
    if (within.name === "ExistsFunc") return pattern(within);
    const [name, ...given] = children(within.firstChild ? within : node);
    const called = name.name.toUpperCase();
    if (called === "BOUND") return;
    const [one, other] = given.filter(({ name: kind }) => kind !== ",").map((part) => core(part, text).node);
    if (!denied && other && called === "LANGMATCHES" && literal(other)) language(one, literal(other), "range");
    if (!denied && other && called === "SAMETERM") {
      compare(one, other, "equal");
      compare(other, one, "equal");
    }
    if (!denied && TEXT_FUNCTIONS.has(called) && one.name === "Var" && other && literal(other)) {
      found.compared.push([said(one).slice(1), literal(other), "part"]);
    }
    if (DATE_FUNCTIONS.has(called) && one?.name === "Var") found.dates.push(said(one).slice(1));
    for (const part of given) expression(part, denied);
  };

  // ---- Queries

  const project = (node) => {
    let named = false;
    const names = [];
    for (const part of children(node)) {
      if (part.name === "Var") names.push([said(part).slice(1), named]);
      else expression(part);
      named = part.name === "AS";
    }
    for (const [name, made] of names) if (made) bind(name);
    return names.map(([name]) => name);
  };

  const modify = (node) => {
    for (const part of all(node, ["GroupCondition"])) assigned(part);
    for (const part of all(node, ["HavingCondition", "OrderCondition"])) expression(part);
    for (const part of all(node, ["LimitClause"])) found.limit = Number(said(all(part, ["Integer"])[0] ?? part));
    for (const part of all(node, ["OffsetClause"])) found.offset = Number(said(all(part, ["Integer"])[0] ?? part));
  };

  const scope = (node) => {
    let names = [];
    for (const part of children(node)) {
      if (part.name === "SelectClause") names = project(part);
      else if (part.name === "SolutionModifier") modify(part);
      else if (part.name === "DatasetClause") found.namedGraphs = true;
      else if (part.name === "ConstructTemplate") all(part, ["Var"]).forEach((one) => use(said(one).slice(1)));
      else if (part.name === "VarOrIri") {
        const [one] = all(part, TERMS);
        if (one.name === "Var") names.push(said(one).slice(1));
        else found.others.push(iriOf(one));
      } else pattern(part);
    }
    return names;
  };

  const subquery = (node) => {
    const inner = createReader(text, prefixes, base);
    const { found: own, names } = inner.within(node);
    for (const name of ["patterns", "compared", "dates", "tags", "others"]) found[name].push(...own[name]);
    for (const [name, times] of Object.entries(own.places)) found.places[name] = (found.places[name] ?? 0) + times;
    found.namedGraphs ||= own.namedGraphs;
    if (own.limit === 0) found.limit = 0;
    own.bound.filter((name) => !names.length || names.includes(name)).forEach(bind);
    found.used.push(...own.used.filter((name) => !own.bound.includes(name)));
  };

  return {
    query(node) {
      const names = scope(node);
      found.projected = names;
      found.used.push(...names);
      return found;
    },
    within: (node) => ({ names: scope(node), found }),
  };
}

/** The IRIs of a path, each with whether every solution goes over it. */
function stepsOf(path, needed) {
  if (typeof path === "string") return [[path, needed]];
  const inside = needed && !["|", "*", "?"].includes(path.kind);
  return path.parts.flatMap((part) => stepsOf(part, inside));
}

/** The properties of which one leads to a pattern's object. */
function lastOf(path) {
  if (typeof path === "string") return [path];
  if (path.kind === "^" || path.kind === "not") return [];
  if (path.kind !== "|") return lastOf(path.parts.at(-1));
  const ends = path.parts.map(lastOf);
  return ends.every((end) => end.length) ? ends.flat() : [];
}

const CHAIN = new Set(
  (
    "Expression ConditionalOrExpression ConditionalAndExpression ValueLogical RelationalExpression NumericExpression " +
    "AdditiveExpression MultiplicativeExpression UnaryExpression PrimaryExpression BrackettedExpression Constraint " +
    "DataBlockValue HavingCondition OrderCondition IriOrFunction"
  ).split(" "),
);

/** What an expression is at heart, and whether it is negated on the way. */
function core(node, text) {
  let negated = false;
  for (let at = node; ; ) {
    const parts = children(at);
    if (!CHAIN.has(at.name) || parts.length !== 1) return { node: at, negated };
    if (at.name === "UnaryExpression" && text[at.from] === "!") negated = !negated;
    [at] = parts;
  }
}

function children(node) {
  const found = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== "Comment" && !child.type.isError) found.push(child);
  }
  return found;
}

const first = (node) => children(node)[0];

/** The outermost nodes with one of these names, at a node or below it, in order. */
function all(node, names) {
  if (names.includes(node.name)) return [node];
  return children(node).flatMap((child) => all(child, names));
}

const unescaped = (text) =>
  text.replace(/\\u([\dA-Fa-f]{4})|\\U([\dA-Fa-f]{8})|\\(.)/g, (_, four, eight, sign) =>
    sign ? (ESCAPES[sign] ?? sign) : String.fromCodePoint(Number.parseInt(four ?? eight, 16)),
  );

function resolved(iri, base) {
  if (!base || /^[a-z][a-z\d+.-]*:/i.test(iri)) return iri;
  try {
    return new URL(iri, base).href;
  } catch {
    return iri;
  }
}
