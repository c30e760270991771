// What is on screen: one plain object, kept in the URL's fragment, so that a link reopens the view.

/** The state of a page that was just opened. Sets are lists of ids; "" and [] mean none. */
export const INITIAL = Object.freeze({
  lang: "", // zh or en; "": the browser's
  tab: "graph", // graph, ask or list
  thing: "", // the thing in the panel
  claim: "", // the claim in the panel
  find: "", // what was looked for, while its hits are in the panel
  open: [], // things whose neighbours are all shown
  folded: [], // things of the first view that are not shown
  noclass: [], // groups of classes, predicates and levels that are switched off
  nopredicate: [],
  nolevel: [],
  report: [], // what all of the page is narrowed to: the reports that tell (none: all)
  place: "", // the place that the reports tell of
  of: "", // the place whose the things are
  year: "",
  stated: "", // explicit or implied; "": both
  statedOnly: "", // "1": without what is implied or has no stated actor
  datedOnly: "", // "1": the period of a report is no date
  says: "", // a token of standpoint; "": all
  only: [], // a subgraph: just these things
  depth: 0, // 1 to 3: only what is that near to the thing
  from: "", // the two ends of a path
  to: "",
  without: [], // things that no path may lead through
  standIns: "", // "1": paths may lead through a place that stands for an actor that is not stated
  at: "", // the camera: x,y,scale
  question: "", // a question of the catalogue, and what was typed for its parameters
  args: "",
  query: "", // the SPARQL in the editor
  by: "", // question or sparql: how one asks; "": by the query if there is one
  order: "", // the column that an answer is sorted by, as in `sort`
  list: "things", // which list: things, relations or figures
  filter: "",
  sort: "", // a column, with a minus in front for descending order
});

/** The fields that say what of the graph is shown. */
const VIEW =
  "thing,claim,find,open,folded,noclass,nopredicate,nolevel,report,place,of,year,stated,statedOnly,datedOnly,says,only,depth,from,to,without,standIns,at".split(
    ",",
  );

/** The changes that bring the first view back. */
export const FIRST_VIEW = Object.fromEntries(VIEW.map((key) => [key, INITIAL[key]]));

/**
 * The state that a fragment means; what it does not name is as at first, what is unknown is left out. `allowed` lists
 * the values of fields that can have just these; `former` has the id of a thing by one that gave way to it.
 */
export function parse(fragment, allowed = ALLOWED, former = new Map()) {
  const current = (text) => former.get(text) ?? text;
  const given = new URLSearchParams(fragment.replace(/^[#?]/, ""));
  const state = { ...INITIAL };
  for (const [key, first] of Object.entries(INITIAL)) {
    const text = given.get(key);
    if (text === null) continue;
    if (Array.isArray(first)) state[key] = text.split(",").map(decoded).filter(Boolean).map(current);
    else state[key] = typeof first === "number" ? Number.parseInt(text, 10) || 0 : current(text);
    if (!(allowed[key]?.includes(state[key]) ?? true)) state[key] = first;
  }
  return state;
}

// A link may come from anywhere: where these are something else, the field is as at first
const ALLOWED = {
  lang: ["zh", "en"],
  tab: ["graph", "ask", "list"],
  depth: [0, 1, 2, 3],
  list: ["things", "relations", "figures"],
  by: ["question", "sparql"],
  statedOnly: ["", "1"],
  datedOnly: ["", "1"],
  standIns: ["", "1"],
};

/** What a part of a list encodes; "" where it is cut or broken. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** The fragment of a state: only what differs from the first one. */
export function serialise(state) {
  const given = new URLSearchParams();
  for (const [key, first] of Object.entries(INITIAL)) {
    const value = Array.isArray(first) ? state[key].map(encodeURIComponent).join(",") : String(state[key]);
    if (value !== (Array.isArray(first) ? first.join(",") : String(first))) given.set(key, value);
  }
  return given.toString();
}

/**
 * The state of this page. `update(changes)` tells the listeners, each called with the new state and
 * the one before, and writes the fragment: as a new entry of the history unless `quiet`. `allowed` lists the values of
 * fields that depend on the data, `former` the ids that gave way; `settle(state)` is the state with what only the data
 * tells.
 */
export function createState(allowed, former, settle = (state) => state) {
  const read = (address = location.hash) => settle(parse(address, { ...ALLOWED, ...allowed }, former));
  const asked = new URLSearchParams(location.search).has("find") ? location.search : ""; // a form sends no fragment
  let now = read(location.hash || asked);
  const listeners = [];
  const tell = (before) => listeners.forEach((listener) => listener(now, before));
  let late; // the timer of an address that the browser refused
  /** No browser takes more than some 100 changes in ten seconds: the latest of those that it refused is written later. */
  const write = (how) => {
    clearTimeout(late);
    const address = `#${serialise(now)}`;
    try {
      history[how](null, "", address);
    } catch {
      // Firefox and WebKit raise an error, Chromium does nothing
    }
    if ((location.hash || "#") !== address) late = setTimeout(write, 1000, how);
  };
  addEventListener("hashchange", () => {
    clearTimeout(late); // the reader went elsewhere
    const before = now;
    now = read();
    if (serialise(now) !== serialise(before)) tell(before);
  });
  return {
    get: () => now,
    listen: (listener) => listeners.push(listener),
    update(changes, { quiet = false } = {}) {
      const before = now;
      now = settle({ ...now, ...changes });
      if (serialise(now) === serialise(before)) return;
      // A frame that a notebook fills has no address to keep it in
      if (location.protocol !== "about:") write(quiet ? "replaceState" : "pushState");
      tell(before);
    },
  };
}

/** Whether the state is at the editor of queries, or else at the catalogue. */
export const isSparql = (state) => (state.by || (state.query ? "sparql" : "question")) === "sparql";
