// The page of the editor, served: the editor and the answers of the offline page, over the endpoint beside it.
import { byId, element } from "../base/dom.js";
import { createModel } from "../base/model.js";
import { createSpeech } from "../base/speech.js";
import { createState } from "../base/state.js";
import { createEditor } from "../sparql/editor.js";
import { createResults } from "../sparql/results.js";
import { createRunner } from "../sparql/runner.js";
import { createRemote } from "./remote.js";

const KINDS = ["things", "claims", "figures", "places"];

async function start(root) {
  const { words, things, thing } = root.dataset;
  const response = await fetch(words);
  if (!response.ok) return; // the plain form stays
  const app = createApp(await response.json(), root, { things, thing });
  const parts = { editor: element("div", { class: "sparql" }), answer: element("div", { class: "answer" }) };
  const form = root.querySelector("form");
  const written = form.querySelector("textarea").value;
  const results = createResults(app, parts.answer);
  const editor = createEditor(app, parts.editor, {
    run: (text) => {
      own(() => app.state.update({ query: text, order: "" }));
      ask(text);
    },
    ontype: (text) => own(() => app.state.update({ query: text }, { quiet: true })),
  });
  const run = createRunner(app, parts.answer, results, editor.tell);
  let isOwn = false; // whether a change of the state is the editor's
  const own = (change) => {
    isOwn = true;
    change();
    isOwn = false;
  };
  const ask = (text) => {
    editor.tell(null);
    run(() => text);
  };
  const follow = ({ query }) => {
    editor.set(query);
    if (query.trim()) ask(query);
    else results.clear();
  };
  app.state.listen((now, before) => {
    if (isOwn) return;
    if (now.query === before.query) results.sort(now.order);
    else follow(now);
  });
  for (const link of document.querySelectorAll("a[hreflang]")) {
    link.addEventListener("click", () => (link.hash = location.hash)); // the query goes along
  }
  form.hidden = true;
  root.append(parts.editor, parts.answer);
  editor.draw();
  if (app.state.get().query) return follow(app.state.get());
  // What the address asks for stands in the form; from here on it stands in the fragment
  if (location.search) history.replaceState(null, "", location.pathname);
  editor.set(written);
  if (written) own(() => app.state.update({ query: written }, { quiet: true }));
}

/** What the views share: what is known of the IRIs of answers grows with them. */
function createApp(base, root, { things, thing }) {
  const language = () => root.closest("[lang]").lang.slice(0, 2);
  const known = { reports: {}, rounds: {}, ...Object.fromEntries(KINDS.map((kind) => [kind, new Map()])) };
  const modelNow = () => {
    const lists = Object.fromEntries(KINDS.map((kind) => [kind, [...known[kind].values()]]));
    return createModel({ nodes: [], data: { ...base, ...known, ...lists } });
  };
  const learn = (records) => {
    for (const kind of KINDS) for (const record of records[kind]) known[kind].set(record.id, record);
    Object.assign(known.reports, records.reports);
    Object.assign(known.rounds, records.rounds);
    app.model = modelNow();
  };
  const speech = createSpeech(() => app.model, language);
  const app = {
    ...speech,
    model: modelNow(),
    state: createState({}, new Map()),
    engine: createRemote(root.dataset, language, learn),
    /** The page of a thing or claim. */
    address: ({ thing: id, claim }) => thing + encodeURIComponent(claim ?? id),
    /** Things that a name being typed may mean, as the server finds them. */
    async suggest(text, ranges) {
      const asked = new URLSearchParams([["text", text], ...ranges.map((range) => ["class", range])]);
      const response = await fetch(`${things}?${asked}`).catch(() => null);
      return response?.ok ? response.json() : [];
    },
  };
  return app;
}

const root = byId("sparql");
if (root) start(root);
