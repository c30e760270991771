// The triple patterns of a query, as far as it is written, and what may stand at a place in it.
import { nodesOf } from "./query.js";

const TERMS = new Set([
  "Var",
  "IriRef",
  "Pname_ln",
  "Pname_ns",
  "A_predicate",
  "String",
  "Integer",
  "Decimal",
  "Double",
  "TRUE",
  "FALSE",
  "Blank_node_label",
]);
const TEXTS = new Set(["String", "Comment", "IriRef"]);

/**
 * The patterns of a text as [subject, predicate, object], each as it is written (a predicate that is a
 * path is ""), and what stands `at` a place: { state, subject, predicate }. The state is "subject",
 * "predicate", "object", or "" outside of patterns; "text" within a string, an IRI or a comment.
 */
export function patternsOf(text, place) {
  const nodes = nodesOf(text);
  const inText = nodes.some(
    ({ name, from, to }) => TEXTS.has(name) && from < place && (place < to || (name === "Comment" && place === to)),
  );
  const reader = createReader();
  let at = null;
  let end = 0;
  const stop = () => (at ??= reader.at());
  for (const { name, from, to, text: written } of nodes.filter(isToken)) {
    if (from >= place && !at) {
      reader.signs(text.slice(end, Math.max(end, place)));
      stop();
      end = Math.max(end, place);
    }
    if (name !== "Comment") reader.signs(text.slice(end, from));
    if (TERMS.has(name)) reader.term(written);
    else if (name !== "Comment") reader.keyword();
    end = to;
  }
  if (!at) reader.signs(text.slice(end, Math.max(end, place)));
  stop();
  return { patterns: reader.patterns, at: inText ? { ...at, state: "text" } : at };
}

const isToken = ({ name }) => TERMS.has(name) || name === "Comment" || (/^[A-Z_]+$/.test(name) && name !== "PathMod");

/** Reads terms, keywords and the signs between them, and keeps what comes next. */
function createReader() {
  const patterns = [];
  let [state, subject, predicate, brackets] = ["", "", "", 0];
  const begin = () => ([state, subject, predicate, brackets] = ["subject", "", "", 0]);
  const READ = {
    "{": begin,
    "}": begin,
    ".": () => state && begin(),
    ";": () => {
      if (state) [state, predicate] = ["predicate", ""];
    },
    ",": () => {
      if (state) state = "object";
    },
    "[": () => {
      if (state) [state, subject, predicate] = ["predicate", "", ""];
    },
    "(": () => {
      if (state) path();
      else brackets += 1;
    },
    ")": () => {
      if (state || brackets === 0) return;
      brackets -= 1;
      if (brackets === 0) begin();
    },
  };
  const path = () => {
    if (state === "subject") return;
    [state, predicate] = ["predicate", "/"];
  };
  return {
    patterns,
    at: () => ({ state, subject, predicate }),
    keyword: () => ([state, brackets] = ["", 0]),
    signs(text) {
      for (const sign of text) {
        if (READ[sign]) READ[sign]();
        else if ("/|^".includes(sign)) path();
      }
    },
    term(written) {
      if (state === "subject") [state, subject] = ["predicate", written];
      else if (state === "predicate") [state, predicate] = ["object", predicate ? "/" : written];
      else if (state === "object") patterns.push([subject, predicate === "/" ? "" : predicate, written]);
    },
  };
}
