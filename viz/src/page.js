// The page's entry: reads what is packed in it, lays out the regions, and keeps the views in step with the state.
import { byId, element } from "./base/dom.js";
import { createModel, isStated, otherEnd } from "./base/model.js";
import { isOf, isTold, narrowingOf, passes, stands } from "./base/narrowing.js";
import { areSeveral } from "./base/reports.js";
import { createSpeech } from "./base/speech.js";
import { createState } from "./base/state.js";
import { browserLanguage, LANGUAGE_TAGS } from "./base/words.js";
import { createCanvas } from "./draw/canvas.js";
import { createFilters } from "./draw/filters.js";
import { isLarge } from "./draw/visible.js";
import { createPaths, lightOf } from "./find/paths.js";
import { createSearch } from "./find/search.js";
import { suggested } from "./find/suggest.js";
import { createHeader } from "./header.js";
import { createLists } from "./show/lists.js";
import { createPanel } from "./show/panel.js";
import { createAsk } from "./sparql/ask.js";

async function start() {
  const model = createModel(await window.kgPage.unpack("page-data").json());
  const tokens = (scheme) => ["", ...model.tokens[scheme].keys()];
  const places = ["", ...model.places.keys()];
  const allowed = {
    place: places,
    of: places,
    year: ["", ...model.years],
    stated: tokens("statedness"),
    says: tokens("standpoint"),
  };
  const search = createSearch(model, () => app.narrowing());
  const state = createState(allowed, model.former, (next) => settled(model, search, next));
  const app = createApp(model, state, search);
  layOut();
  app.filters = createFilters(app, byId("filters"));
  app.canvas = createCanvas(app, byId("graph"));
  const views = [
    createHeader(app, byId("header"), byId("tabs")),
    app.filters,
    app.canvas,
    ...(model.engine ? [createAsk(app, byId("ask"))] : []),
    createLists(app, byId("list")),
    createPanel(app, byId("panel")),
  ];
  const render = (now, before) => {
    document.documentElement.lang = LANGUAGE_TAGS[app.language()];
    document.body.dataset.tab = now.tab;
    for (const name of ["graph", "ask", "list"]) byId(`tab-${name}`).hidden = now.tab !== name;
    for (const view of views) view.render(now, before);
  };
  app.state.listen(render);
  render(app.state.get(), null);
  if (isLarge(model) && !location.hash) byId("find").focus();
  app.canvas.network.once("afterDrawing", () => performance.mark("kg-drawn"));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => render(app.state.get(), null));
  Object.assign(window.kgPage, { app });
}

/** What the views share: the model, the state, and the words in the reader's language. */
function createApp(model, state, search) {
  const language = () => state.get().lang || byId("app").dataset.language || browserLanguage();
  const paths = createPaths(model);
  const narrowings = new WeakMap(); // by the state
  const narrowing = (now = state.get()) => {
    if (!narrowings.has(now)) narrowings.set(now, narrowingOf(model, now));
    return narrowings.get(now);
  };
  const several = areSeveral(model);
  const speech = createSpeech(() => model, language);
  const left = (claims) => (state.get().statedOnly ? claims.filter(isStated) : claims);
  return {
    model,
    state,
    ...speech,
    /** Whether the data holds several reports. */
    several,
    /** The mark of the report in which alone a thing stands, where there are several; else "". */
    onlyIn: ({ reports }) => (several && reports.length === 1 ? speech.reportMark(reports[0]) : ""),
    /** What a state narrows to; without one, what the page is narrowed to. */
    narrowing,
    /** Whether a thing stands in what the page is narrowed to. */
    stands: (thing, wanted = narrowing()) => stands(thing, wanted),
    /** The claims and figures among some that the narrowing lets pass. */
    told: (records, wanted = narrowing()) => records.filter((record) => passes(record, wanted)),
    /** The claims among these that pass and that the switch leaves, which hides what is implied or has no stated actor. */
    stated: (claims, wanted = narrowing()) => left(claims.filter((claim) => passes(claim, wanted))),
    /** The same of a thing, from its side: of a jurisdiction is it, or the other end (kg/lookup/lookup.py, card). */
    linked(thing, wanted = narrowing()) {
      const whose = (claim) => [thing.of, model.things.get(otherEnd(claim, thing.id)).of];
      return left(thing.claims.filter((claim) => isTold(claim, wanted) && isOf(whose(claim), wanted)));
    },
    /** Things that a name being typed may mean, by name or id; of the classes at and below `ranges` where there are any. */
    suggest: async (text, ranges) => suggested(model, search, text, ranges),
    search,
    /** Show a thing or a claim in the panel and in the graph. */
    show: (what) => state.update({ tab: "graph", thing: "", claim: "", find: "", ...what }),
    /** The shortest paths between the two ends that a state names, and the things and claims on them, or null. */
    paths,
    path: (now) => (now.from && now.to ? lightOf(paths(now)) : null),
    /** Say something to readers who listen. */
    announce: (text) => byId("status").replaceChildren(text),
  };
}

/**
 * A state with what the data tells: reports that are there, none where they are all; and where a link names a thing, that
 * thing, unless the name means several.
 */
function settled(model, search, next) {
  const known = next.report.filter((id) => Object.hasOwn(model.reports, id));
  const report = known.length < Object.keys(model.reports).length ? known : [];
  const { thing } = next;
  if (!thing || model.things.has(thing) || model.claims.has(thing)) return { ...next, report };
  const hits = search.exact(thing, { narrowing: narrowingOf(model, { ...next, report }) });
  return { ...next, report, thing: hits.length === 1 ? hits[0].thing.id : thing };
}

/** The regions of the page; what each holds is its view's. */
function layOut() {
  const tab = (name) =>
    element(
      "div",
      { id: `tab-${name}`, class: "tab", role: "tabpanel", "aria-labelledby": `show-${name}`, hidden: true },
      element("div", { id: name, class: "view" }),
    );
  byId("app").append(
    element("header", { id: "header" }),
    element("nav", { id: "tabs" }),
    element("main", { id: "main" }, tab("graph"), element("div", { id: "filters" }), tab("ask"), tab("list")),
    element("aside", { id: "panel", tabindex: "-1" }),
    element("div", { id: "status", class: "offscreen", role: "status" }),
  );
}

start();
