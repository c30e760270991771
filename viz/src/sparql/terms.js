// The words that a query may use: the ontology's, and those that the data use, asked of the engine once.
import { terms as FOREIGN } from "../../../kg/words.json";
import { compress } from "../base/iris.js";
import { classesBelow } from "../base/model.js";

const ONTOLOGY = `SELECT ?term ?property ?value WHERE {
  VALUES ?property { rdf:type rdfs:label skos:prefLabel skos:definition skos:inScheme rdfs:subClassOf
    rdfs:domain rdfs:range schema:domainIncludes schema:rangeIncludes }
  ?term ?property ?value . FILTER(STRSTARTS(STR(?term), STR(kg:)))
}`;
const USED = `SELECT ?class ?property (COUNT(*) AS ?times) WHERE { ?thing a ?class ; ?property ?value }
GROUP BY ?class ?property`;

/**
 * The terms by CURIE: { curie, zh, en, definition, domains, ranges, scheme, kinds, times }, and
 * `by`, the uses of properties by class: curie of a class to Map(curie of a property, times).
 */
export async function readTerms(app) {
  const { model, engine } = app;
  const terms = new Map();
  const term = (curie) => {
    if (!terms.has(curie)) {
      const [zh, en] = FOREIGN[curie] ?? []; // other vocabularies say nothing of themselves in the data
      const lists = { domains: [], ranges: [], parents: [], kinds: [] };
      terms.set(curie, { curie, zh, en, definition: {}, ...lists, scheme: "", times: 0, used: false });
    }
    return terms.get(curie);
  };
  const told = await engine.query(ONTOLOGY, { quiet: true });
  for (const row of told.bindings) {
    note(term(compress(model, row.term.value)), compress(model, row.property.value), row.value, model);
  }
  const by = new Map();
  const used = await engine.query(USED, { quiet: true });
  for (const row of used.bindings) {
    const [cls, property] = [row.class, row.property].map(({ value }) => compress(model, value));
    const times = Number(row.times.value);
    term(property).times += times;
    term(property).used = true;
    term(cls).kinds.push("owl:Class");
    if (!by.has(cls)) by.set(cls, new Map());
    by.get(cls).set(property, times);
  }
  return { terms, by };
}

function note(term, property, { value, "xml:lang": tag = "" }, model) {
  const curie = () => compress(model, value);
  if (property === "rdf:type") term.kinds.push(curie());
  else if (/label/i.test(property)) term[tag.split("-")[0]] ??= value;
  else if (property === "skos:definition") term.definition[tag.split("-")[0]] = value;
  else if (property === "skos:inScheme") term.scheme = curie();
  else if (property === "rdfs:subClassOf") term.parents.push(curie());
  else if (property.includes("omain")) term.domains.push(curie());
  else term.ranges.push(curie());
}

const local = (curie) => curie.replace(/^kg:/, "");

/** A class with those below it, as CURIEs. */
export const below = (model, curie) => [...classesBelow(model, local(curie))].map((name) => `kg:${name}`);

/** A class with those above it, as CURIEs. */
export function above({ terms }, curie) {
  const found = new Set([curie]);
  for (const cls of found) terms.get(cls)?.parents.forEach((parent) => found.add(parent));
  return found;
}

/**
 * The classes that a variable or thing of a query belongs to: as it says; else those whose things
 * have, in the data, all the properties that the query gives it; else the ranges of what leads to it.
 */
export function classesOf(app, { terms, by }, patterns, subject) {
  const [mine, toMine] = [0, 2].map((place) => patterns.filter((pattern) => pattern[place] === subject));
  const types = mine.filter(([, predicate]) => isType(predicate)).map(([, , cls]) => cls);
  if (types.length) return types;
  const thing = subject.startsWith("kgr:") && app.model.things.get(subject.slice(4));
  if (thing) return [`kg:${thing.type}`];
  const properties = mine.map(([, predicate]) => predicate).filter((predicate) => terms.get(predicate)?.used);
  if (properties.length) {
    return [...by].filter(([, used]) => properties.every((one) => used.has(one))).map(([cls]) => cls);
  }
  return toMine.flatMap(([, predicate]) => terms.get(predicate)?.ranges ?? []);
}

export const isType = (predicate) => predicate === "a" || predicate === "rdf:type";
