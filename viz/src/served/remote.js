// The SPARQL engine as the views use it, where a server answers.
import { isEmpty, readAnswer } from "../sparql/answers.js";
import { QueryProblem } from "../sparql/problem.js";
import { readQuery } from "../sparql/query.js";
import { readTriples } from "./ntriples.js";

const LARGEST = 20; // megabytes of an answer that is shown
const ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9";
const MOST = 500; // IRIs that are asked about at once
const FEW = 5000; // those that are asked about at all; the others are shown as they are
const LONGEST = 6000; // signs of an address that every browser and proxy takes
const FILES = {
  graph: [
    ["turtle", "ttl", "Turtle"],
    ["ntriples", "nt", "N-Triples"],
    ["jsonld", "jsonld", "JSON-LD"],
  ],
  solutions: ["csv", "tsv", "json"].map((format) => [format, format, format.toUpperCase()]),
};

/**
 * The engine of a server: `at` holds the addresses `endpoint`, `records` and `hints`, `language()` is the reader's, and
 * `learn(records)` is called with what the server knows of the IRIs of an answer. As sparql/runner.js has engines.
 */
export function createRemote(at, language, learn) {
  const listeners = [];
  let running = null; // what ends the query that runs

  const become = (next) => {
    running = next;
    listeners.forEach((listener) => listener(running ? "running" : "ready"));
  };

  const post = async (address, body, headers, signal) => {
    try {
      return await fetch(`${address}?lang=${language()}`, { method: "POST", body, headers, signal });
    } catch (problem) {
      throw signal?.aborted ? new QueryProblem("stopped") : new QueryProblem("reach", [problem.message]);
    }
  };

  const ask = async (address, content) => {
    const response = await post(address, JSON.stringify(content), { "Content-Type": "application/json" });
    if (!response.ok) throw await problemOf(response);
    return response.json();
  };

  return {
    state: () => (running ? "running" : "ready"),
    listen: (listener) => listeners.push(listener),
    stop: () => running?.abort(),

    async query(text, { quiet = false, isWanted = () => true } = {}) {
      if (!text.trim()) throw new QueryProblem("empty");
      if (!isWanted()) throw new QueryProblem("stopped");
      const mine = new AbortController();
      if (!quiet) become(mine);
      const begun = performance.now();
      try {
        const response = await post(at.endpoint, new URLSearchParams({ query: text }), { Accept: ACCEPT }, mine.signal);
        if (!response.ok) throw await problemOf(response, text);
        const found = await whole(response, mine);
        const isGraph = response.headers.get("Content-Type").startsWith("application/n-triples");
        const answer = isGraph
          ? { kind: "graph", triples: readTriples(found) }
          : readAnswer(found, readQuery(text).order);
        return { ...answer, milliseconds: performance.now() - begun };
      } finally {
        if (running === mine) become(null);
      }
    },

    /** The labels of IRIs, by IRI, then by language tag; what else the server knows of them is learnt. */
    async labels(iris) {
      const labels = {};
      for (let first = 0; first < Math.min(iris.length, FEW); first += MOST) {
        const { labels: some, ...records } = await ask(at.records, { iris: iris.slice(first, first + MOST) });
        learn(records);
        Object.assign(labels, some);
      }
      return labels;
    },

    /** Why an answer may be empty, or a column of it; it takes nothing away. */
    async hints(text, answer) {
      const isWhole = answer.variables?.every((name) => answer.bindings.some((row) => name in row)) ?? true;
      if (!isEmpty(answer) && isWhole) return [];
      return ask(at.hints, { query: text, empty: isEmpty(answer) }).catch(() => []);
    },

    /** Where an answer lies to be fetched as a file: { extension, text, href }; null where an address would be too long. */
    files(query, { kind }) {
      const address = (format) => `${at.endpoint}?${new URLSearchParams({ query, format })}`;
      if (address(FILES[kind][0][0]).length > LONGEST) return null;
      return FILES[kind].map(([format, extension, text]) => ({ extension, text, href: address(format) }));
    },
  };
}

/** The text of a response; raises QueryProblem where it is too long to be shown, or broken off. */
async function whole(response, { signal }) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      bytes += part.value.length;
      if (bytes > LARGEST * 1e6) {
        reader.cancel();
        throw new QueryProblem("large", [LARGEST]);
      }
      text += decoder.decode(part.value, { stream: true });
    }
  } catch (problem) {
    if (problem.kind) throw problem;
    throw new QueryProblem(signal.aborted ? "stopped" : "reach", [problem.message]);
  }
  return text + decoder.decode();
}

/** What a server says is wrong; of a syntax error also where, in the text that was asked. */
async function problemOf(response, text = "") {
  const told = await response.json().catch(() => ({}));
  const values = [told.message ?? told.error ?? `${response.status} ${response.statusText}`];
  if (!told.line) return new QueryProblem("served", values);
  // A server counts code points, an editor UTF-16 code units
  const before = [...(text.split("\n")[told.line - 1] ?? "")].slice(0, told.column - 1).join("");
  return new QueryProblem("served", values, { line: told.line, column: before.length + 1 });
}
