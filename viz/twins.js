// Answers the cases of tests/cases/twins as the page does. Standard input holds them by file name; tests/test_twins.py
// compares what comes back with what Python answers. It is bundled before it runs, for the packages that it needs.
import { readFileSync } from "node:fs";
import { Store } from "oxigraph";
import { csvText, exactCsv, exactTsv } from "./src/base/csv.js";
import { compress, idOf, iriOf } from "./src/base/iris.js";
import { word } from "./src/base/words.js";
import { shortestPaths } from "./src/find/paths.js";
import { createSearch } from "./src/find/search.js";
import { hintsOf } from "./src/sparql/hints.js";
import { prefixRemedy, REMEDIES } from "./src/sparql/prefixes.js";
import { prologue, readQuery, undeclaredPrefix } from "./src/sparql/query.js";
import { readWants } from "./src/sparql/reading.js";

const RANKS = ["exact", "prefix", "inside", "words", "nearly"];
const { shared, cases } = JSON.parse(readFileSync(0, "utf8"));
const { base, prefixes, reading, things, traditional, graph } = shared;
const store = new Store();
store.load(graph, { format: "text/turtle" });

// The index that Python makes has the most connected thing first: so many claims has each
const named = things.map((thing, rank) => ({ ...thing, node: { rank }, claims: Array(things.length - rank) }));
const model = {
  base,
  prefixes,
  traditional,
  reading,
  things: new Map(named.map((thing) => [thing.id, thing])),
};
const search = createSearch(model);

const ANSWERS = {
  csv: ({ rows, format }) => csvText(rows, format === "tsv" ? "\t" : ","),
  curies: ({ iri }) => compress(model, iri),
  hints: ({ query, empty }) => {
    const found = hintsOf(store, readWants(query, prefixes), prefixes, empty ?? true);
    return found.map(({ kind, values, near }) => [kind, ...values, ...(near.length ? [near] : [])]);
  },
  prefixes: ({ query }) => {
    const found = undeclaredPrefix(query, "", prefixes);
    if (!found) return null;
    const [remedy, value] = prefixRemedy(found.prefix, found.declared, prefixes);
    const said = word("en", `problem-${REMEDIES[remedy]}`, value);
    return [found.line, found.column, said[0].toLowerCase() + said.slice(1)];
  },
  results: ({ query }) => {
    const { head, results } = JSON.parse(
      store.query(prologue(prefixes, readQuery(query).prefixes) + query, { results_format: "json" }),
    );
    const answer = { variables: head.vars, bindings: results.bindings };
    return [exactCsv(answer), exactTsv(answer)];
  },
  iris: ({ id }) => (idOf(model, iriOf(model, id)) === id ? iriOf(model, id) : "does not lead back"),
  names: ({ typed }) => search(typed).map(({ thing, rank }) => [thing.id, RANKS[rank]]),
  reading: ({ typed }) => {
    const { hits, read } = search.named(typed);
    return [read, hits.map(({ thing }) => thing.id)];
  },
  ways: ({ claims, from, to, ...options }) => {
    const told = (standIn) => (standIn ? { actor_stated: "no", marks: ["actor-not-stated"] } : { marks: [] });
    const found = claims.map(({ subject, object, by, standIn }, id) => [id, { subject, object, by, ...told(standIn) }]);
    const places = new Map(claims.map(({ subject }) => [subject, { type: "Place" }]));
    const network = { claims: new Map(found), things: places, classes: new Map() };
    return shortestPaths(network, from, to, options).map((path) => path.things.join(" "));
  },
};

const answered = Object.entries(cases).map(([name, asked]) => [name, asked.map(ANSWERS[name])]);
process.stdout.write(JSON.stringify(Object.fromEntries(answered)));
