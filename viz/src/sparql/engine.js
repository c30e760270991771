// The SPARQL engine as the views use it: a worker, started when it is first asked for something.
import { byId } from "../base/dom.js";
import { isEmpty, readAnswer } from "./answers.js";
import { QueryProblem } from "./problem.js";

const QUERY_SECONDS = 30;
const HINT_SECONDS = 3; // what cannot be said soon is not said

/**
 * The engine over the page's own triples. Its state is off, starting, ready or running; `listen` is
 * told of each change. What is asked of it raises QueryProblem. A text is read in the worker too, so that reading it
 * counts towards the time that a query has, and the page goes on meanwhile.
 */
export function createEngine(model) {
  const listeners = [];
  let state = "off";
  let worker = null;
  let started = null; // the promise of the worker's start
  let waiting = new Map();
  let number = 0;
  let launched = 0; // which start is the latest; what an earlier one waited for comes too late
  let running = 0; // queries that are with the worker, the page's own left out

  const become = (next) => {
    state = next;
    listeners.forEach((listener) => listener(state));
  };

  const post = (method, given = {}) =>
    new Promise((resolve, reject) => {
      number += 1;
      waiting.set(number, { resolve, reject });
      worker.postMessage({ id: number, method, ...given });
    });

  /** What is asked, if it is answered within a time; else the worker is ended. */
  const postWithin = async (seconds, method, given) => {
    const timer = setTimeout(() => stop("time", [seconds]), seconds * 1000);
    try {
      return await post(method, given);
    } finally {
      clearTimeout(timer);
    }
  };

  /** End the worker, and with it whatever it was asked; the next request starts another. */
  const stop = (kind = "stopped", values = []) => {
    launched += 1;
    running = 0;
    worker?.terminate();
    const left = [...waiting.values()];
    [worker, started, waiting] = [null, null, new Map()];
    become("off");
    left.forEach(({ reject }) => reject(new QueryProblem(kind, values)));
  };

  const hear = ({ data: { id, result, error, broken } }) => {
    if (!waiting.has(id)) return;
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) return resolve(result);
    reject(new QueryProblem(broken ? "broken" : "engine", [error]));
    if (broken) stop("broken");
  };

  const start = () => (started ??= launch());

  const launch = async () => {
    launched += 1;
    const mine = launched;
    become("starting");
    try {
      const packed = await blocks();
      if (mine !== launched) throw new QueryProblem("stopped");
      await load(packed);
      become("ready");
    } catch (problem) {
      // Who stopped it has said why; else the next request starts anew
      if (mine !== launched) throw problem.kind ? problem : new QueryProblem("stopped");
      stop();
      throw new QueryProblem("start", problem.kind ? problem.values : [problem.message]);
    }
  };

  const load = async ({ worker: script, engine, triples }) => {
    const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    worker = new Worker(url);
    worker.onmessage = hear;
    worker.onerror = (event) => {
      event.preventDefault(); // the reader is told of it
      if (state === "starting") stop("start", [event.message ?? ""]);
      else stop("broken");
    };
    try {
      await post("start", { engine, triples });
    } finally {
      URL.revokeObjectURL(url);
    }
  };

  const request = async (method, given) => {
    await start();
    return post(method, given);
  };

  return {
    state: () => state,
    listen: (listener) => listeners.push(listener),
    start,
    stop,

    /**
     * The answer to a query with the usual prefixes declared: { kind: "solutions", variables, bindings }
     * in terms of SPARQL JSON, { kind: "boolean", value }, or { kind: "graph", triples } of three terms
     * each; all with the `milliseconds` it took. A `quiet` one is the page's own, and changes no state; one
     * that is no longer `isWanted()` when the engine has started is not asked.
     */
    async query(text, { quiet = false, isWanted = () => true } = {}) {
      if (!text.trim()) throw new QueryProblem("empty");
      await start();
      if (!isWanted()) throw new QueryProblem("stopped");
      const mine = launched;
      if (!quiet) {
        running += 1;
        become("running");
      }
      try {
        const asked = { text, prefixes: model.prefixes };
        const { problem, found, order, milliseconds } = await postWithin(QUERY_SECONDS, "query", asked);
        if (problem) throw new QueryProblem(problem.kind, problem.values, problem);
        const answer = typeof found === "string" ? readAnswer(found, order) : { kind: "graph", triples: found };
        return { ...answer, milliseconds };
      } finally {
        if (!quiet && mine === launched) {
          running -= 1;
          if (!running) become("ready");
        }
      }
    },

    /** Why an answer may be empty, or a column of it: { kind, values, near } each, as the worker finds; it takes nothing away. */
    async hints(text, answer) {
      try {
        await start();
        const asked = { text, prefixes: model.prefixes, empty: isEmpty(answer) };
        return await postWithin(HINT_SECONDS, "hints", asked);
      } catch {
        return [];
      }
    },

    /** The labels of IRIs that are no things: by IRI, then by language tag. */
    labels: (iris) => request("labels", { iris, pinyin: `${model.prefixes.kg}pinyin` }),

    /** A VALUES clause that binds each name to a term: ["iri" | "integer" | "text", value]. */
    values: (terms) => request("values", { terms }),

    /** A VALUES clause for each name, that it is one of these IRIs. */
    among: (names, iris) => request("among", { names, iris }),

    /** The whole graph in an RDF format that the engine writes, such as `text/turtle`. */
    dump: (format) => request("dump", { format }),
  };
}

/** The packed blocks of the page; they stand behind the scripts, so the document must have been read. */
async function blocks() {
  if (document.readyState === "loading") {
    await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));
  }
  const text = (id) => byId(id).textContent.trim();
  const worker = await window.kgPage.unpack("worker").text();
  return { worker, engine: text("engine"), triples: text("triples") };
}
