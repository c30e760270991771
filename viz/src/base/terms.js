// Terms of SPARQL JSON as text.

const XSD = "http://www.w3.org/2001/XMLSchema#";
const ESCAPES = { "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\" };

/** A term in N-Triples; in a triple too, a `literal` or an IRI may be written otherwise. */
export function written(term, { literal = inNTriples, iri = (value) => `<${value}>` } = {}) {
  if (term.type === "uri") return iri(term.value);
  if (term.type === "bnode") return `_:${term.value}`;
  if (term.type !== "triple") return literal(term);
  const { subject, predicate, object } = term.value;
  return `<<( ${[subject, predicate, object].map((part) => written(part, { literal, iri })).join(" ")} )>>`;
}

/** A term as one string, as a cell of CSV has it (kg/rdf/terms.py, text). */
export const plainText = (term) => (["uri", "literal"].includes(term.type) ? term.value : written(term));

/** A term as a cell of TSV has it. */
export const inTsv = (term) => written(term, { literal: inTurtle });

// Canonical N-Triples (RDF 1.2 N-Triples, 3)
const inNTriples = (term) => quoted(term, /[\0-\x1f\x7f"\\\ufffe\uffff]/g);

// Turtle, where a number needs no quotation marks (RDF 1.1 Turtle, 2.5.2), and only these signs are escaped
const inTurtle = (term) => (PLAIN[term.datatype]?.test(term.value) ? term.value : quoted(term, /[\t\n\r"\\]/g));

const PLAIN = {
  [`${XSD}integer`]: /^[+-]?[0-9]+$/,
  [`${XSD}decimal`]: /^[+-]?[0-9]*\.[0-9]+$/,
  [`${XSD}double`]: /^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+$/,
  [`${XSD}boolean`]: /^(true|false)$/,
};

function quoted({ value, datatype, "xml:lang": tag, "its:dir": direction }, special) {
  const text = `"${value.replace(special, escaped)}"`;
  if (tag) return `${text}@${tag}${direction ? `--${direction}` : ""}`;
  return datatype ? `${text}^^<${datatype}>` : text;
}

const escaped = (sign) => ESCAPES[sign] ?? `\\u${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
