// Finds things by name as kg/names/search.py does: exact before prefix before substring before words in any order before
// one typing error, among equals the most connected; in Simplified, Traditional, pinyin, initials and English.
import { ALL, stands } from "../base/narrowing.js";
import { createReader } from "./reading.js";

export const [EXACT, PREFIX, INSIDE, WORDS, FUZZY] = [0, 1, 2, 3, 4];
const CHINESE = /[\u3005\u3007\u3400-\u9fff\u{20000}-\u{3ffff}]/u; // the blocks of kg/text/chinese.py
const TOKEN = new RegExp(`${CHINESE.source}|(?:(?!${CHINESE.source})[\\p{L}\\p{N}])+`, "gu");

/** A text as tokens, as kg/names/folding.py makes them: each Chinese character (Simplified), each run of letters and digits. */
export function fold(text, traditional) {
  const plain = casefold(text.normalize("NFKD")).replace(/\p{M}/gu, "");
  const simplified = [...plain].map((character) => traditional[character] ?? character).join("");
  return simplified.match(TOKEN) ?? [];
}

/** Case folded away as Unicode has it (ß is ss), letter by letter, so that a sigma at the end is a sigma. */
function casefold(text) {
  return [...text.toLowerCase()]
    .map((letter) => (letter === "ı" ? letter : letter.toUpperCase().toLowerCase()))
    .join("");
}

/** What is typed as texts of the graph write it (kg/names/folding.py, Folding.simplified). */
export function simplified({ traditional, kept }, text) {
  const plain = text.trim().normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC");
  return [...plain]
    .map((character) => (kept.includes(character) ? character : (traditional[character] ?? character)))
    .join("");
}

/** Whether a name of some kind is an id, or one that gave way to it: found as a whole only. */
const isId = (kind) => kind === "id" || kind === "former";

/** Tokens run together, as typed and with the v that keyboards put for ü in pinyin as the folded u. */
function spellings(tokens) {
  const folded = tokens.map((token) => token.replaceAll("lv", "lu").replaceAll("nv", "nu"));
  return [...new Set([tokens.join(""), folded.join("")])];
}

/**
 * A search over the names of a model. `search(text, { limit, accepts })` gives hits, best first, each thing once:
 * `{ thing, name, kind, report, rank }`; `accepts(thing)` may leave things out. `wanted()` gives what the page is narrowed
 * to, where no other `narrowing` is given: only what stands there is a hit, and it decides between several things of a name.
 */
export function createSearch(model, wanted = () => ALL) {
  const names = [...model.things.values()]
    .sort((a, b) => b.claims.length - a.claims.length || a.node.rank - b.node.rank)
    .flatMap((thing) =>
      [[thing.id, "id"], ...(thing.names ?? [])].map(([name, kind, report]) => indexed(thing, name, kind, report)),
    );
  function indexed(thing, name, kind, report) {
    const tokens = kind === "initials" ? [...name] : fold(name, model.traditional);
    const starts = new Set();
    let at = 0;
    for (const token of tokens) {
      starts.add(at);
      at += token.length;
    }
    return { thing, name, kind, report, tokens, key: tokens.join(""), starts };
  }

  const everywhere = (text, { limit = 20, accepts = () => true } = {}) => {
    const id = text.trim().replace(model.base, "").replace(/^kgr:/, "");
    const tokens = fold(text, model.traditional);
    if (!tokens.length) return [];
    const typed = tokens.join("");
    const spelled = spellings(tokens);
    const words = text
      .split(/\s+/)
      .map((part) => fold(part, model.traditional))
      .filter((part) => part.length)
      .map(spellings);
    const found = new Map();
    let named = false; // whether something has such a name, be it accepted or not
    const keep = (name, rank) => {
      const before = found.get(name.thing.id);
      if ((!before || rank < before.rank) && accepts(name.thing)) found.set(name.thing.id, { ...name, rank });
    };
    for (const name of names) {
      const rank = isId(name.kind) ? (name.name === id ? EXACT : null) : rankOf(name, spelled, words);
      if (rank === null) continue;
      named = true;
      keep(name, rank);
    }
    if (!named && typed.length >= (CHINESE.test(typed) ? 3 : 4)) {
      for (const name of names)
        if (!isId(name.kind) && name.kind !== "initials" && nearly(name.key, typed)) keep(name, FUZZY);
    }
    return [...found.values()].sort((a, b) => a.rank - b.rank).slice(0, limit);
  };

  const search = (text, { accepts = () => true, narrowing = wanted(), ...options } = {}) =>
    everywhere(text, { ...options, accepts: (thing) => stands(thing, narrowing) && accepts(thing) });

  /** What a text names: the things with just that name, else all that hold it. */
  const just = (text, accepts) => {
    const hits = everywhere(text, { limit: model.things.size, accepts }).filter(({ rank }) => rank < FUZZY);
    const exact = hits.filter(({ rank }) => rank === EXACT);
    return exact.length ? exact : hits;
  };

  const part = createReader(model.reading);
  const naming = new Set(model.reading.naming);

  /** The name, or part of one, that may be read for a text; "" for none, or where several name different things. */
  const reading = (text) => {
    const tokens = fold(text, model.traditional);
    const [whole, parts] = [new Map(), new Map()];
    for (const name of tokens.length ? names : []) {
      const read = naming.has(name.kind) && part(tokens, name.tokens);
      if (!read) continue;
      const [into, shown] =
        read === name.tokens ? [whole, name.name] : [parts, read.join(CHINESE.test(read[0]) ? "" : " ")];
      if (!into.has(read.join(""))) into.set(read.join(""), shown);
    }
    const read = [...(whole.size ? whole : parts).values()];
    const named = new Set(
      read.map((name) =>
        just(name)
          .map(({ thing }) => thing.id)
          .sort()
          .join(" "),
      ),
    );
    return named.size === 1 ? read[0] : "";
  };

  /**
   * `search.named(text, accepts)` gives what a text names, `{ hits, read }`: the things with just that name before all that hold
   * it; where nothing has it, those that another name names, and that name, which may be `read` instead, or "". Of several
   * they are those that stand in what the page is narrowed to, where any does (kg/lookup/lookup.py, find).
   */
  search.named = (text, accepts = () => true) => {
    const read = just(text).length ? "" : reading(text);
    return { hits: decided(just(read || text, accepts), wanted()), read };
  };

  const decided = (hits, narrowing) => {
    const here = hits.length > 1 ? hits.filter(({ thing }) => stands(thing, narrowing)) : [];
    return here.length ? here : hits;
  };

  /** The things with just that name, decided alike; where they are several, the reader has to choose. */
  search.exact = (text, { accepts, narrowing = wanted() } = {}) => {
    const hits = everywhere(text, { limit: model.things.size, accepts });
    return decided(
      hits.filter(({ rank }) => rank === EXACT),
      narrowing,
    );
  };

  /** Whether something has what was typed in a name, wherever it stands. */
  search.elsewhere = (text, accepts) => everywhere(text, { limit: 1, accepts }).some(({ rank }) => rank < FUZZY);
  return search;
}

/** How a name matches what was typed, and its words, each given in its spellings; null where it does not. */
function rankOf(name, spelled, words) {
  const held = (typed) => holds(name, typed);
  if (spelled.includes(name.key)) return EXACT;
  if (spelled.some((typed) => name.key.startsWith(typed))) return PREFIX;
  if (spelled.some(held)) return INSIDE;
  const last = words.length - 1;
  const anyhow = (word, nth) => word.some((typed) => holds(name, typed, nth < last)); // cut short, one may be another's
  return last > 0 && words.every(anyhow) ? WORDS : null;
}

/** Whether a name holds what was typed, from the beginning of a token on; `whole`: and to the end of one. */
function holds({ key, starts }, typed, whole = false) {
  for (let at = key.indexOf(typed); at >= 0; at = key.indexOf(typed, at + 1)) {
    const end = at + typed.length;
    if (starts.has(at) && (!whole || end === key.length || starts.has(end))) return true;
  }
  return false;
}

/** Whether `text` holds `typed` but for one letter wrong, missing, too many, or swapped with its neighbour (Sellers 1980). */
function nearly(text, typed) {
  if (!mayBe(text, typed)) return false;
  let [older, old] = [null, Array.from({ length: typed.length + 1 }, (_, i) => i)];
  for (let at = 1; at <= text.length; at++) {
    const row = [0];
    for (let i = 1; i <= typed.length; i++) {
      row[i] = Math.min(old[i - 1] + (text[at - 1] === typed[i - 1] ? 0 : 1), old[i] + 1, row[i - 1] + 1);
      const swapped = older && i > 1 && text[at - 1] === typed[i - 2] && text[at - 2] === typed[i - 1];
      if (swapped) row[i] = Math.min(row[i], older[i - 2] + 1);
    }
    if (row[typed.length] <= 1) return true;
    [older, old] = [old, row];
  }
  return false;
}

/** One error leaves one half of what was typed whole, unless it swaps the letters where the halves meet: tells cheaply. */
function mayBe(text, typed) {
  const half = typed.length >> 1;
  const [left, right] = [typed.slice(0, half), typed.slice(half)];
  return (
    text.includes(left) ||
    text.includes(right) ||
    text.includes(left.slice(0, -1) + right[0] + left.at(-1) + right.slice(1))
  );
}
