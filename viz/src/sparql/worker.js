// Oxigraph in a worker, over the triples that the page carries. A request is { id, method, ... }; its
// answer { id, result }, or { id, error, broken } where `broken` says that the engine is beyond use.
import init, { defaultGraph, literal, namedNode, Store } from "oxigraph";
import { unpack } from "../base/unpack.js";
import { hintsOf } from "./hints.js";
import { prefixRemedy, REMEDIES } from "./prefixes.js";
import { prologue, readError, readQuery, undeclaredPrefix } from "./query.js";
import { readWants } from "./reading.js";

const LABELS = ["http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/2004/02/skos/core#prefLabel"];
const XSD = "http://www.w3.org/2001/XMLSchema#";

let store;

const METHODS = {
  /** Unpack the engine and the triples, both as gzip in base64, and load them. */
  async start({ engine, triples }) {
    const [text] = await Promise.all([
      unpack(triples, "application/n-triples").text(),
      init({ module_or_path: unpack(engine, "application/wasm") }),
    ]);
    const loaded = new Store();
    loaded.load(text, { format: "application/n-triples", no_transaction: true, lenient: true });
    store = loaded;
    return store.size;
  },

  /**
   * The answer to a query with `prefixes` declared: `found` is SPARQL JSON, as text; of a query for a graph, its triples
   * as terms of SPARQL JSON. `order` is that of the variables of `SELECT *`. Or the `problem` why there is none.
   */
  query({ text, prefixes }) {
    const told = readQuery(text);
    if (told.refused) return { problem: { kind: told.refused } };
    const declared = prologue(prefixes, told.prefixes);
    const begun = performance.now();
    try {
      const found = answer(declared + text, told.form);
      return { found, order: told.order, milliseconds: performance.now() - begun };
    } catch (error) {
      if (isBroken(error)) throw error;
      return { problem: explained(text, String(error.message ?? error), declared.length, prefixes) };
    }
  },

  /** Why an answer may be empty, or a column of it. */
  hints({ text, prefixes, empty }) {
    const wants = readWants(text, prefixes);
    if (!empty && wants.used.every((name) => wants.bound.includes(name))) return [];
    return hintsOf(store, wants, prefixes, empty);
  },

  /** The labels of IRIs: by IRI, then by language tag; `pinyin` is the property that has the reading of one. */
  labels({ iris, pinyin }) {
    return Object.fromEntries(iris.map((iri) => [iri, inEnglish(labelsOf(namedNode(iri)), valuesOf(iri, pinyin))]));
  },

  /** A VALUES clause that binds variables to terms; `terms` are [kind, value] by name. */
  values({ terms }) {
    const names = Object.keys(terms);
    const written = names.map((name) => term(...terms[name]).toString());
    return `VALUES (${names.map((name) => `?${name}`).join(" ")}) { (${written.join(" ")}) }`;
  },

  /** A VALUES clause for each name: it is one of some IRIs. */
  among({ names, iris }) {
    const written = iris.map((iri) => namedNode(iri).toString()).join(" ");
    return names
      .filter((name) => /^\w+$/.test(name))
      .map((name) => `VALUES ?${name} { ${written} }`)
      .join(" ");
  },

  /** The whole graph, serialised; some formats ask which graph of a dataset is meant. */
  dump: ({ format }) => store.dump({ format, from_graph_name: defaultGraph() }),
};

self.onmessage = async ({ data: { id, method, ...given } }) => {
  try {
    self.postMessage({ id, result: await METHODS[method](given) });
  } catch (error) {
    self.postMessage({ id, error: String(error.message ?? error), broken: isBroken(error) });
  }
};

/** Whether the engine is beyond use. Without a store it is the start that failed, whatever the error is. */
const isBroken = (error) =>
  Boolean(store) && (error instanceof WebAssembly.RuntimeError || error instanceof RangeError);

function answer(text, form) {
  if (form !== "CONSTRUCT" && form !== "DESCRIBE") return store.query(text, { results_format: "json" });
  return store.query(text).map((quad) => [quad.subject, quad.predicate, quad.object].map(plain));
}

/** Why the engine refuses a text, by its `message`: { kind, values, line, column }, the place where one is known. */
function explained(text, message, before, prefixes) {
  if (/service .* not supported/i.test(message)) return { kind: "service" };
  const name = undeclaredPrefix(text, message, prefixes);
  if (name) {
    const [remedy, value] = prefixRemedy(name.prefix, name.declared, prefixes);
    return { ...name, kind: REMEDIES[remedy], values: value ? [value] : [] };
  }
  const found = readError(text, message, before);
  return found
    ? { ...found, kind: found.reason, values: [found.signs.join(" / ")] }
    : { kind: "engine", values: [message] };
}

/** A term from what was typed or chosen: its own serialisation is the only way into a query. */
function term(kind, value) {
  if (kind === "iri") return namedNode(value);
  return kind === "text" ? literal(value) : literal(value, namedNode(`${XSD}${kind}`));
}

function labelsOf(node) {
  for (const property of LABELS) {
    const quads = store.match(node, namedNode(property), null, null);
    if (quads.length) return Object.fromEntries(quads.map(({ object }) => [object.language, object.value]));
  }
  return {};
}

/** Labels by their tags: in English, the Chinese one with its pinyin for want of another (kg/lookup/described.py). */
function inEnglish(labels, [reading]) {
  const chinese = labels["zh-hans"];
  return reading ? { en: reading === chinese ? chinese : `${chinese} (${reading})`, ...labels } : labels;
}

const valuesOf = (iri, property) =>
  store.match(namedNode(iri), namedNode(property), null, null).map(({ object }) => object.value);

/** A term as SPARQL 1.1 Query Results JSON writes it. */
function plain(found) {
  if (found.termType === "NamedNode") return { type: "uri", value: found.value };
  if (found.termType === "BlankNode") return { type: "bnode", value: found.value };
  if (found.termType !== "Literal") {
    const [subject, predicate, object] = [found.subject, found.predicate, found.object].map(plain);
    return { type: "triple", value: { subject, predicate, object } };
  }
  const turned = found.direction ? { "its:dir": found.direction } : {};
  const tagged = found.language ? { "xml:lang": found.language, ...turned } : {};
  const typed = found.language || found.datatype.value === `${XSD}string` ? {} : { datatype: found.datatype.value };
  return { type: "literal", value: found.value, ...tagged, ...typed };
}
