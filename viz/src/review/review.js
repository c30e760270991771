// The entry of the page on which a reading is reviewed: one decision at a time, each written to a file at once.
import { button, byId, element } from "../base/dom.js";
import { browserLanguage, LANGUAGE_TAGS, word } from "../base/words.js";
import { createActions } from "./actions.js";
import { createApi, inAddress } from "./api.js";
import { card } from "./card.js";
import { createDrafts } from "./drafts.js";
import { bar, listen } from "./keys.js";
import { createList } from "./list.js";
import { createModel } from "./model.js";
import { selected } from "./passage.js";

let chosen = inAddress().get("lang");
const language = () => (Object.hasOwn(LANGUAGE_TAGS, chosen ?? "") ? chosen : browserLanguage());
const api = createApi(language);

api.review().then(start, (error) => {
  const isTold = error.status !== undefined;
  complain(isTold ? error.message : word(language(), "review-no-server"));
});

/** Tell what went wrong; "" takes it away. */
function complain(text) {
  byId("problem").replaceChildren(text);
}

function start(whole) {
  const model = createModel(whole);
  const app = {
    model,
    api,
    language,
    complain,
    drafts: createDrafts(model),
    filter: { kind: "", open: false, find: "" },
    editing: false,
    /** Words that were marked on the page since the question is shown. */
    selected: null,
    word: (name, ...values) => word(language(), name, ...values),
    /** Of labels in Chinese and English, the one in the reader's language, if there is one. */
    pick: ([zh, en]) => (language() === "zh" ? zh : en || zh),
    named: (value) => named(app, value),
    announce: (text) => byId("status").replaceChildren(text),
    draw: () => draw(app),
  };
  Object.assign(app, createActions(app));
  app.list = createList(app, byId("list"));
  document.addEventListener("selectionchange", () => {
    app.selected = selected() ?? app.selected;
  });
  listen(app);
  app.begin();
  window.kgReview = app;
}

/** What things or words are called, several apart by `&` or `|`: an id by its label, words by what they mean. */
function named(app, value) {
  const one = (part) => {
    const id = app.drafts.isKnown(part) ? part : app.model.names.get(part) && meant(app, part);
    const labels = app.model.whole.things[id];
    if (!labels) return part;
    return id === part ? app.pick(labels) : app.word("review-means", part, app.pick(labels));
  };
  const parts = value.split(/[&|]/).map(one).join(app.word("review-and"));
  return value.includes("&") ? app.word("review-together", parts) : parts;
}

/** The id that words mean by the answer to their question, if it names one. */
function meant(app, words) {
  const question = app.model.names.get(words);
  return app.model.standing(question)?.answer === "reject" ? "" : app.drafts.fields(question).id;
}

function draw(app) {
  const question = app.question();
  document.documentElement.lang = LANGUAGE_TAGS[language()];
  document.title = `${app.word("review-title")} · ${app.model.whole.report.id}`;
  byId("head").replaceChildren(...head(app));
  byId("card").replaceChildren(...card(app, question).flat(2).filter(Boolean));
  byId("bar").setAttribute("aria-label", app.word("review-actions"));
  byId("list").setAttribute("aria-label", app.word("review-list"));
  byId("bar").replaceChildren(...bar(app, question));
  app.list.draw();
}

function head(app) {
  const { report } = app.model.whole;
  const { decisions, seconds } = app.model.state;
  const asked = app.model.questions.filter(({ kind }) => kind !== "sentence").length;
  const done = asked - app.left();
  const other = language() === "zh" ? "en" : "zh";
  const time = app.word("review-minutes", Math.floor(seconds / 60), seconds % 60);
  const progress = app.word("review-progress", done, asked);
  return [
    element(
      "div",
      { class: "titles" },
      element("h1", {}, `${app.word("review-title")} `, element("bdi", { text: app.pick([report.zh, report.en]) })),
      element("p", { class: "soft", id: "measured", text: app.word("review-measured", decisions, time) }),
    ),
    element(
      "div",
      { class: "progress" },
      element("progress", { max: asked || 1, value: done, "aria-label": progress }),
      element("span", { class: "soft", id: "progress", text: progress }),
    ),
    button(app.word("other-language"), () => speak(app, other), { id: "language", lang: LANGUAGE_TAGS[other] }),
  ];
}

/** Speak another language from here on, also when the page is loaded anew. */
function speak(app, other) {
  chosen = other;
  const fragment = inAddress();
  fragment.set("lang", other);
  history.replaceState(null, "", `#${fragment}`);
  app.draw();
  byId("language").focus();
}
