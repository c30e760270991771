// Answers the cases of tests/cases/twins as the page does. Standard input holds them by file name; tests/test_twins.py
// compares what comes back with what Python answers.
import { readFileSync } from "node:fs";
import { csvText } from "./src/base/csv.js";
import { compress, idOf, iriOf } from "./src/base/iris.js";
import { editionText } from "./src/base/model.js";
import { shortestPaths } from "./src/find/paths.js";
import { createSearch } from "./src/find/search.js";

const RANKS = ["exact", "prefix", "inside", "words", "nearly"];
const { shared, cases } = JSON.parse(readFileSync(0, "utf8"));
const { base, prefixes, editions, reading, things, traditional } = shared;

// The index that Python makes has the most connected thing first: so many claims has each
const named = things.map((thing, rank) => ({ ...thing, node: { rank }, claims: Array(things.length - rank) }));
const model = {
  base,
  prefixes,
  traditional,
  reading,
  editions: new Map(editions),
  things: new Map(named.map((thing) => [thing.id, thing])),
};
const search = createSearch(model);

const ANSWERS = {
  csv: ({ rows, format }) => csvText(rows, format === "tsv" ? "\t" : ","),
  curies: ({ iri }) => compress(model, iri),
  editions: ({ edition, language }) => editionText(model, edition, language),
  iris: ({ id }) => (idOf(model, iriOf(model, id)) === id ? iriOf(model, id) : "does not lead back"),
  names: ({ typed }) => search(typed).map(({ thing, rank }) => [thing.id, RANKS[rank]]),
  reading: ({ typed }) => {
    const { hits, read } = search.named(typed);
    return [read, hits.map(({ thing }) => thing.id)];
  },
  ways: ({ claims, from, to, without }) => {
    const found = claims.map(([subject, object], id) => [id, { subject, object }]);
    return shortestPaths({ claims: new Map(found) }, from, to, { without }).map((path) => path.things.join(" "));
  },
};

const answered = Object.entries(cases).map(([name, asked]) => [name, asked.map(ANSWERS[name])]);
process.stdout.write(JSON.stringify(Object.fromEntries(answered)));
