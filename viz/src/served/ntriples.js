// Triples as a server sends them.

const TRIPLE = /^\s*(\S+)\s+(\S+)\s+(.*?)\s*\.\s*$/;
const LITERAL = /^("(?:[^"\\]|\\.)*")(?:@([A-Za-z\d-]+)|\^\^<([^>]*)>)?$/;
const ESCAPE = /\\(?:u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8})|(.))/g;
const SIGNS = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };

/** The triples of a text in N-Triples (RDF 1.1 N-Triples, 2), as terms of SPARQL JSON. */
export function readTriples(text) {
  const found = text.split("\n").map((line) => TRIPLE.exec(line));
  return found.filter(Boolean).map(([, ...terms]) => terms.map(term));
}

function term(written) {
  if (written.startsWith("<")) return { type: "uri", value: unescaped(written.slice(1, -1)) };
  if (written.startsWith("_:")) return { type: "bnode", value: written.slice(2) };
  const [, quoted, tag, datatype] = LITERAL.exec(written) ?? [null, JSON.stringify(written)];
  const value = unescaped(quoted.slice(1, -1));
  return { type: "literal", value, ...(tag && { "xml:lang": tag }), ...(datatype && { datatype }) };
}

const unescaped = (text) =>
  text.replace(ESCAPE, (_, short, long, sign) =>
    sign ? (SIGNS[sign] ?? sign) : String.fromCodePoint(Number.parseInt(short ?? long, 16)),
  );
