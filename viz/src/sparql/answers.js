// Answers as every engine gives them.

/**
 * The answer that SPARQL JSON holds: { kind: "solutions", variables, bindings }, or { kind: "boolean", value }. For
 * `SELECT *` an engine has an order of its own: `order` is that of the query.
 */
export function readAnswer(text, order) {
  const told = JSON.parse(text);
  if ("boolean" in told) return { kind: "boolean", value: told.boolean };
  const variables = [...told.head.vars];
  if (order) variables.sort((one, other) => order.indexOf(one) - order.indexOf(other));
  return { kind: "solutions", variables, bindings: told.results.bindings };
}

/** Whether an answer holds nothing, or nothing but counts of 0. */
export function isEmpty({ kind, value, triples, variables, bindings }) {
  if (kind === "boolean") return !value;
  if (kind === "graph") return !triples.length;
  const isZero = (term) => term?.value === "0" && term.datatype?.endsWith("#integer");
  return !bindings.length || (bindings.length === 1 && variables.every((name) => isZero(bindings[0][name])));
}
