// Why an answer may be empty: what a query asks for, held against the graph, by the rules of kg/sparql/hints.py. It runs
// in the worker, and asks the store for single patterns only.
import { literal, namedNode } from "oxigraph";
import { instead, over } from "../../../kg/sparql/known.json";
import { best, NEARLY_SAME, similarity } from "../base/alike.js";
import { compress } from "../base/iris.js";

const KINDS = (
  "limit offset graph unbound once unknown property class below tag untagged plain datatype date thing text value " +
  "direction pattern"
).split(" ");
const MOST = 6;
const [ALIKE, MISSPELT] = [0.65, 0.8];
const XSD = "http://www.w3.org/2001/XMLSchema#";
const xsd = (names) => new Set(names.split(" ").map((name) => XSD + name));
const NUMBERS = xsd("integer decimal double float int long nonNegativeInteger");
const DATES = xsd("date dateTime gYear gYearMonth");
const BARE = xsd("integer boolean");
const STRING = `${XSD}string`;
const SHAPES = {
  date: /^\d{4}-\d\d-\d\d$/,
  gYear: /^\d{4}$/,
  gYearMonth: /^\d{4}-\d\d$/,
  string: /^[\s\S]*$/,
  integer: /^[+-]?\d+$/,
  decimal: /^[+-]?\d+(\.\d+)?$/,
  boolean: /^(true|false)$/,
};
const IRI = /^[a-z]+:[^\x00-\x20<>"{}|^`\\]+$/;
const TAGS = ["zh-hans", "en"];
const MAPPINGS = [
  "skos:closeMatch",
  "skos:exactMatch",
  "owl:equivalentClass",
  "owl:equivalentProperty",
  "rdfs:subClassOf",
  "rdfs:subPropertyOf",
];
const PROPERTY_KINDS = ["owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty"];

/**
 * Why the answer to what was read of a query may be empty, or has an empty column where it is not `empty`: a list of
 * { kind, values, near }, which the words `hint-…` say.
 */
export function hintsOf(store, wants, prefixes, empty = true) {
  if (!wants) return [];
  const judge = createJudge(store, wants, prefixes);
  const found = new Map();
  for (const hint of empty ? judge.all() : judge.variables()) found.set(JSON.stringify(hint), hint);
  const key = ({ kind, values }) => [String(KINDS.indexOf(kind)).padStart(2, "0"), ...values].join("\0");
  const keyed = [...found.values()].map((hint) => [key(hint), hint]);
  keyed.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  return keyed.slice(0, MOST).map(([, hint]) => hint);
}

const hint = (kind, values = [], near = []) => ({ kind, values, near });
const sorted = (values) => [...new Set(values)].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
const otherScheme = (iri) =>
  iri.startsWith("https:") ? iri.replace("https:", "http:") : iri.replace("http:", "https:");
/** A text without its percent-encoding, where it has one. */
const unquoted = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const plainName = (name) => name.replace(/\d+$/, "");

function createJudge(store, wants, prefixes) {
  const model = { prefixes };
  const expand = (curie) => prefixes[curie.split(":")[0]] + curie.slice(curie.indexOf(":") + 1);
  const node = (curie) => namedNode(expand(curie));
  const TYPE = expand("rdf:type");

  // ---- What the graph and the query have

  const match = (subject, predicate, object) => store.match(subject, predicate, object);
  const has = (subject, predicate, object) => match(subject, predicate, object).length > 0;
  const valuesOf = (iri) => match(null, namedNode(iri), null).map(({ object }) => object);
  const subjects = (predicate, object) => match(null, predicate, object).map(({ subject }) => subject.value);
  const objects = (predicate) => match(null, predicate, null).map(({ object }) => object.value);
  const isVariable = (term, name) => term.type === "variable" && term.value === name;
  const propertiesOf = (name) =>
    sorted(wants.patterns.filter(({ object }) => isVariable(object, name)).flatMap(({ last }) => last)).filter(
      (iri) => iri !== TYPE,
    );
  const isSubject = (name) => wants.patterns.some(({ subject }) => isVariable(subject, name));

  const written = (term) => {
    if (term.type === "uri") {
      const short = compress(model, term.value);
      return short === term.value ? `<${short}>` : short;
    }
    if (term.type === "variable") return `?${term.value}`;
    if (term.type !== "literal") return "[]";
    if (term["xml:lang"]) return `"${term.value}"@${term["xml:lang"]}`;
    if (BARE.has(term.datatype)) return term.value;
    return `"${term.value}"${term.datatype === STRING ? "" : `^^${compress(model, term.datatype)}`}`;
  };
  const writtenIri = (iri) => written({ type: "uri", value: iri });
  const asLiteral = (term) =>
    term["xml:lang"] ? literal(term.value, term["xml:lang"]) : literal(term.value, namedNode(term.datatype));
  const kinds = (values) => {
    const literals = values.filter(({ termType }) => termType === "Literal");
    return {
      tags: sorted(literals.map(({ language }) => language).filter(Boolean)),
      types: sorted(literals.filter(({ language }) => !language).map(({ datatype }) => datatype.value)),
    };
  };
  const said = ({ tags, types }) => [...types.map((type) => compress(model, type)), ...tags.map((tag) => `@${tag}`)];

  // ---- Variables

  function* variables() {
    const bound = sorted(wants.bound);
    for (const name of sorted(wants.used)) {
      if (bound.includes(name)) continue;
      const near = best(name, bound, ALIKE).slice(0, 1);
      yield hint(
        "unbound",
        [`?${name}`],
        near.map((one) => `?${one}`),
      );
    }
  }

  function* doubtfulVariables() {
    const bound = sorted(wants.bound);
    const letters = (name) => [...name].sort().join("");
    for (const name of bound) {
      if (wants.places[name] !== 1 || wants.projected.includes(name) || name.length < 3) continue;
      const others = bound.filter((one) => plainName(one) !== plainName(name));
      const swapped = others.filter((one) => letters(one) === letters(name));
      const [near] = swapped.length ? swapped : best(name, others, MISSPELT);
      if (near && ((wants.places[near] ?? 0) > 1 || wants.projected.includes(near) || name < near)) {
        yield hint("once", [`?${name}`], [`?${near}`]);
      }
    }
  }

  // ---- Terms

  const classesBelow = (iri) => {
    const found = new Set([iri]);
    for (const cls of found) subjects(node("rdfs:subClassOf"), namedNode(cls)).forEach((one) => found.add(one));
    return [...found];
  };

  const fits = (iri, role) => {
    const named = namedNode(iri);
    if (role === "property") return has(null, named, null);
    if (role === "class") return has(null, namedNode(TYPE), named);
    if (role === "classes") return classesBelow(iri).some((cls) => fits(cls, "class"));
    return has(named, null, null) || has(null, null, named) || has(null, named, null);
  };

  const split = (iri) => {
    const own = [prefixes.kg, prefixes.kgr].find((namespace) => iri.startsWith(namespace));
    const at = own?.length ?? Math.max(iri.lastIndexOf("#"), iri.lastIndexOf("/")) + 1;
    return [iri.slice(0, at), iri.slice(at)];
  };

  function* respelled(iri) {
    yield otherScheme(iri);
    const [namespace, local] = split(iri);
    const ours = [prefixes.kg, prefixes.kgr];
    for (const other of Object.values(prefixes)) {
      const mixedUp = ours.includes(namespace) && ours.includes(other);
      if (other !== namespace && local && (mixedUp || similarity(namespace, other) >= NEARLY_SAME)) yield other + local;
    }
  }

  function* insteadOf(iri) {
    for (const one of [iri, otherScheme(iri)]) if (Object.hasOwn(instead, one)) yield expand(instead[one]);
  }

  function* mapped(iri) {
    for (const one of [iri, otherScheme(iri)]) {
      for (const mapping of MAPPINGS) yield* sorted(subjects(node(mapping), namedNode(one)));
    }
  }

  const vocabulary = (role) => [
    ...(role === "property" || role === "any"
      ? [...objects(node("void:property")), ...PROPERTY_KINDS.flatMap((kind) => subjects(namedNode(TYPE), node(kind)))]
      : []),
    ...(role === "classes" || role === "any"
      ? [
          ...objects(node("void:class")),
          ...objects(node("rdfs:subClassOf")),
          ...subjects(namedNode(TYPE), node("owl:Class")),
        ]
      : []),
    ...(role === "any" ? subjects(node("skos:inScheme"), null) : []),
  ];

  const ofNames = (name, namespace, iris, least) => {
    const names = sorted(iris.filter((iri) => iri.startsWith(namespace)).map((iri) => iri.slice(namespace.length)));
    return best(name, names, least).map((one) => namespace + one);
  };

  const named = (iri) => {
    const [namespace, local] = split(iri);
    const found = TAGS.flatMap((tag) => match(null, null, literal(unquoted(local), tag)));
    return sorted(found.map(({ subject }) => subject.value).filter((one) => one.startsWith(namespace)));
  };

  const alike = (iri, role) => {
    const [namespace, local] = split(iri);
    if (namespace === prefixes.kgr) return ofNames(local, namespace, subjects(node("rdfs:label"), null), ALIKE);
    const terms = vocabulary(role);
    const near = ofNames(local, namespace, terms, ALIKE);
    return near.length ? near : ofNames(local, prefixes.kg, terms, NEARLY_SAME);
  };

  const nearest = (iri, given) => {
    const role = given === "class" ? "classes" : given;
    for (const candidates of [respelled, insteadOf, mapped, named, alike]) {
      const fitting = [...new Set(candidates(iri, role))].filter((one) => fits(one, role));
      if (fitting.length) return fitting.slice(0, 3);
    }
    return [];
  };

  function* term(iri, role, needed = true) {
    if (fits(iri, role)) return;
    const defined = fits(iri, "any");
    const ours = iri.startsWith(prefixes.kg) || iri.startsWith(prefixes.kgr);
    if (!needed && (defined || !ours)) return;
    const name = writtenIri(iri);
    if (role === "class" && fits(iri, "classes")) {
      yield hint("below", [name, `a/rdfs:subClassOf* ${name}`]);
      return;
    }
    const kind = { property: "property", class: "class", classes: "class" }[role] ?? "unknown";
    yield hint(ours && !defined ? "unknown" : kind, [name], nearest(iri, role).map(writtenIri));
  }

  // ---- Patterns

  function* pattern({ subject, object, properties, simple, last, typed }) {
    const found = properties.flatMap(([iri, needed]) => [...term(iri, "property", needed)]);
    if (subject.type === "uri") found.push(...term(subject.value, "any"));
    if (object.type === "uri") found.push(...term(object.value, typed ? (simple ? "class" : "classes") : "any"));
    found.push(...ledOver({ subject, object, properties, simple }));
    yield* found;
    if (found.length) return;
    if (object.type === "literal" && last.length) {
      const each = last.map((iri) => [...literalHints(iri, object, "pattern")]);
      if (each.every((one) => one.length)) yield* each.flat(); // one of alternatives will do
    } else if (simple && !typed) yield* simplePattern(subject, simple, object);
  }

  /** A pattern that asks of one thing what is said of another, to which it leads: of a figure its indicator's. */
  function* ledOver({ subject, object, properties, simple }) {
    const [first] = properties[0] ?? [];
    const way = Object.hasOwn(over, first) ? over[first] : "";
    if (!way || !lacks(subject, first, way.split("/")[0])) return;
    const end = simple ? ` ${written(object)}` : "";
    yield hint(
      "pattern",
      [`${written(subject)} ${compress(model, first)}${end}`],
      [`${written(subject)} ${way}${end}`],
    );
  }

  /** Whether what stands for a subject has no such property, but one that leads to what may have it. */
  function lacks(subject, property, step) {
    const [asked, leading] = [namedNode(property), node(step)];
    if (subject.type === "uri") {
      return has(namedNode(subject.value), leading, null) && !has(namedNode(subject.value), asked, null);
    }
    if (subject.type !== "variable") return false;
    const others = wants.patterns.filter(
      (one) => isVariable(one.subject, subject.value) && ![null, undefined, property].includes(one.simple),
    );
    return others.some(({ simple, object }) => {
      const known = { uri: () => namedNode(object.value), literal: () => asLiteral(object) }[object.type]?.() ?? null;
      const found = match(null, namedNode(simple), known).map((quad) => quad.subject);
      return found.some((one) => has(one, leading, null)) && !found.some((one) => has(one, asked, null));
    });
  }

  function* simplePattern(one, predicate, other) {
    const [subject, object] = [one, other].map(({ type, value }) => (type === "uri" ? namedNode(value) : null));
    const between = namedNode(predicate);
    if (!(subject || object) || has(subject, between, object)) return;
    const [left, middle, right] = [written(one), writtenIri(predicate), written(other)];
    if (has(object, between, subject)) {
      yield hint("direction", [`${left} ${middle} ${right}`, `${right} ${middle} ${left}`]);
    } else if (object && valuesOf(predicate).every(({ termType }) => termType === "Literal")) {
      yield hint("text", [middle]);
    } else if (!(subject && object && wants.patterns.length === 1)) {
      yield hint("pattern", [`${left} ${middle} ${right}`]);
    }
  }

  // ---- Literals

  function* comparison(name, given, how) {
    const properties = propertiesOf(name);
    for (const iri of properties) yield* literalHints(iri, given, how);
    if (!properties.length && isSubject(name)) yield hint("thing", [`?${name}`, "rdfs:label"], spelledOut(given));
  }

  const spelledOut = ({ value: text }) => {
    const prefix = text.split(":")[0];
    const iri = Object.hasOwn(prefixes, prefix) ? expand(text) : text;
    return IRI.test(iri) && fits(iri, "any") ? [writtenIri(iri)] : [];
  };

  function* literalHints(iri, given, how) {
    const values = valuesOf(iri);
    if (!values.length || (how === "pattern" && has(null, namedNode(iri), asLiteral(given)))) return;
    const name = writtenIri(iri);
    if (!values.some(({ termType }) => termType === "Literal")) {
      const near = ofNames(given.value, prefixes.kg, vocabulary("any"), NEARLY_SAME).slice(0, 1);
      const ways = waysTo(iri, given).map((way) => `${name}/${way}`);
      yield hint("thing", [name, `${name}/rdfs:label`], [...ways, ...spelledOut(given), ...near.map(writtenIri)]);
      return;
    }
    const found = kinds(values);
    const { tags, types } = found;
    const tag = given["xml:lang"];
    const family = (type) => (how !== "pattern" && NUMBERS.has(type) ? "number" : type);
    if (tag) {
      if (!tags.includes(tag)) {
        yield wrongTag(iri, tag, tags);
        return;
      }
    } else if (how === "part") return;
    else if (given.datatype === STRING && tags.length && !types.includes(STRING)) {
      const tagged = tags.map((one) => ({ type: "literal", value: given.value, "xml:lang": one }));
      const near = tagged.filter((one) => has(null, namedNode(iri), asLiteral(one)));
      yield hint("plain", [written(given), name, tags.join(", ")], near.map(written));
      return;
    } else if (!types.map(family).includes(family(given.datatype))) {
      const near = retyped(iri, given, types, how);
      yield hint("datatype", [written(given), name, said(found).join(", ")], near.map(written));
      return;
    }
    if (how === "pattern" || (how === "equal" && !NUMBERS.has(given.datatype))) yield* value(iri, given);
  }

  const waysTo = (iri, given) => {
    const found = match(null, null, asLiteral(given)).filter(({ subject }) => has(null, namedNode(iri), subject));
    return sorted(found.map(({ predicate }) => predicate.value))
      .slice(0, 3)
      .map(writtenIri);
  };

  function* value(iri, given) {
    if (has(null, namedNode(iri), asLiteral(given))) return;
    const found = sorted(match(null, null, asLiteral(given)).map(({ predicate }) => predicate.value));
    yield hint("value", [writtenIri(iri), written(given)], found.slice(0, 3).map(writtenIri));
  }

  const retyped = (iri, given, types, how) =>
    types
      .filter((type) => SHAPES[type.replace(XSD, "")]?.test(given.value))
      .map((datatype) => ({ type: "literal", value: given.value, datatype }))
      .filter((one) => how !== "pattern" || has(null, namedNode(iri), asLiteral(one)));

  function* date(name) {
    for (const iri of propertiesOf(name)) {
      const values = valuesOf(iri);
      const found = kinds(values);
      if (values.length && !found.types.some((type) => DATES.has(type))) {
        yield hint("date", [writtenIri(iri), said(found).join(", ") || "rdfs:Resource"]);
      }
    }
  }

  const wrongTag = (iri, given, tags) => {
    const [name, tag] = [writtenIri(iri), given || '""'];
    if (!tags.length) return hint("untagged", [name, tag]);
    const primary = tag.toLowerCase().split("-")[0];
    return hint(
      "tag",
      [name, tag, tags.join(", ")],
      tags.filter((one) => one.split("-")[0] === primary),
    );
  };

  const hasTag = (tag, how, { tags, types }) => {
    const wanted = tag.toLowerCase();
    if (how === "range")
      return tags.length > 0 && (wanted === "*" || tags.some((one) => `${one}-`.startsWith(`${wanted}-`)));
    if (how === "equal") return tags.includes(tag) || (tag === "" && types.length > 0);
    return tags.includes(wanted);
  };

  function* tagHints(variable, tag, how) {
    const properties = variable ? propertiesOf(variable) : [];
    if (variable && !properties.length) {
      if (isSubject(variable)) yield hint("thing", [`?${variable}`, "rdfs:label"]);
      if (wants.bound.includes(variable)) return;
    }
    for (const iri of properties.length ? properties : [expand("rdfs:label")]) {
      const values = valuesOf(iri);
      const found = kinds(values);
      const name = writtenIri(iri);
      if (!values.length || hasTag(tag, how, found)) continue;
      if (!found.tags.length && !found.types.length) yield hint("thing", [name, `${name}/rdfs:label`]);
      else yield wrongTag(iri, tag, found.tags);
    }
  }

  function* all() {
    if (wants.limit === 0) yield hint("limit");
    if (wants.offset) yield hint("offset", [String(wants.offset)]);
    if (wants.namedGraphs) yield hint("graph");
    yield* variables();
    yield* doubtfulVariables();
    for (const one of wants.patterns) yield* pattern(one);
    for (const iri of wants.others) if (!iri.startsWith(prefixes.xsd) && !/[#/]$/.test(iri)) yield* term(iri, "any");
    for (const one of wants.compared) yield* comparison(...one);
    for (const name of wants.dates) yield* date(name);
    for (const one of wants.tags) yield* tagHints(...one);
  }

  return { all, variables };
}
