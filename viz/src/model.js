// What the page knows: the packed data as maps, and what follows from them.
import { complete } from "./complete.js";

/** The model of the data that kg/pagedata.py wrote; `packed.nodes` and `.edges` are pyvis's. */
export function createModel(packed) {
  const { nodes, data } = complete(packed);
  const things = new Map(data.things.map((thing) => [thing.id, { ...thing, claims: [], figures: [] }]));
  for (const node of nodes) Object.assign(things.get(node.id), { node });
  const classes = new Map(data.classes.map((cls) => [cls.id, cls]));
  const predicates = new Map(data.predicates.map((predicate) => [predicate.id, predicate]));
  const claims = new Map(data.claims.map((claim) => [claim.id, { by: [], ...claim }]));
  const figures = new Map(data.figures.map((figure) => [figure.id, figure]));
  for (const claim of claims.values()) {
    for (const id of new Set([claim.subject, claim.object, ...claim.by])) things.get(id)?.claims.push(claim);
  }
  for (const figure of figures.values()) things.get(figure.about)?.figures.push(figure);
  const tokens = Object.fromEntries(
    Object.entries(data.tokens).map(([scheme, values]) => [scheme, new Map(values.map((value) => [value.id, value]))]),
  );
  return { ...data, things, classes, predicates, claims, figures, tokens };
}

/** The local names of a class and of those below it. */
export function classesBelow(model, name) {
  const found = new Set([name]);
  let before = 0;
  while (found.size > before) {
    before = found.size;
    for (const cls of model.classes.values()) if (cls.parents.some((parent) => found.has(parent))) found.add(cls.id);
  }
  return found;
}

/** The group that gives a thing its colour and shape: a class. */
export const groupOf = (model, thing) => model.classes.get(thing.type).group;

/** The end of a claim that is not this thing; for the body that conferred, the subject. */
export const otherEnd = (claim, id) => (claim.subject === id ? claim.object : claim.subject);

/** Whether a claim's date can lie in a year, or its edition is that year's. */
export function inYear(claim, year) {
  if (claim.earliest) return claim.earliest.slice(0, 4) <= year && year <= claim.latest.slice(0, 4);
  return claim.edition === year;
}

/** The IRI of a thing, claim or figure (kg.vocabulary.mint_iri for one part), and back; "" if it is none. */
export const iriOf = (model, id) =>
  model.base + encodeURIComponent(id).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

export function idOf(model, iri) {
  if (!iri.startsWith(model.base)) return "";
  try {
    return decodeURIComponent(iri.slice(model.base.length));
  } catch {
    return "";
  }
}
