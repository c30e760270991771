// One question: the sentence first, then what is asked and what may be answered.
import { button, element } from "../base/dom.js";
import { choicesOf, chooser } from "./choices.js";
import { form, shown, summary } from "./fields.js";
import { headings, passage } from "./passage.js";

const ENDS = [
  ["start", -1, "review-start-back", "⇤"],
  ["start", 1, "review-start-on", "↦"],
  ["end", -1, "review-end-back", "↤"],
  ["end", 1, "review-end-on", "⇥"],
];

/** The question that is shown now; or that there is none left. */
export function card(app, question) {
  if (!question) return nothing(app);
  const marked = app.marked(question);
  const groups = choicesOf(app, question);
  const told = [app.model.whole.words[question.kind], ...groups.map(({ field }) => field)];
  return [
    headings(app, question.section),
    passage(app, question, marked),
    element("div", { class: "row ends", role: "group", "aria-label": app.word("review-ends") }, ends(app)),
    element(
      "div",
      { class: "asked" },
      element("h2", { id: "asked", tabindex: "-1" }, title(app, question)),
      element("p", { class: "row state" }, state(app, question)),
    ),
    question.kind === "sentence" && element("p", { text: app.word("review-sentence-how") }),
    places(app, question),
    groups.map((group) => chooser(app, question, group)),
    question.kind !== "sentence" && (app.editing ? form(app, question) : summary(app, question, told)),
  ];
}

function nothing(app) {
  const all = app.left() === 0;
  return [
    element("h2", { id: "asked", tabindex: "-1", text: app.word(all ? "review-done" : "review-done-here") }),
    all && element("p", { text: app.word("review-done-how") }),
  ];
}

/** What is asked, in a line. */
export function title(app, question) {
  const fields = app.drafts.fields(question);
  const words = app.drafts.words(question);
  if (question.kind === "sentence") return app.word("review-asks-sentence");
  if (question.kind === "name") return app.word("review-asks-name", words);
  if (question.kind === "act") return app.word("review-asks-act", shown(app, "predicate", fields.predicate), words);
  const measured = fields.indicator ? shown(app, "indicator", fields.indicator) : fields.label_zh || fields.wording;
  return app.word("review-asks-figure", measured, words);
}

/** What kind of question this is, and what was answered. */
function state(app, question) {
  const standing = app.model.standing(question);
  const answered = { accept: "review-accepted", reject: "review-rejected" }[standing?.answer] ?? "review-open";
  const kinds = { name: "review-name", act: "review-act", figure: "review-figure", sentence: "review-sentence" };
  return [
    element("span", { class: "remark", text: app.word(kinds[question.kind]) }),
    element("span", { class: `remark ${standing?.answer ?? ""}`, text: app.word(answered) }),
    question.id.startsWith("+") && element("span", { class: "remark", text: app.word("review-added") }),
    app.drafts.isChanged(question) && element("span", { class: "remark lacks", text: app.word("review-changed") }),
  ];
}

function ends(app) {
  return ENDS.map(([end, step, name, sign]) =>
    button(sign, () => app.move(end, step), {
      id: `${end}${step}`,
      class: "end",
      "aria-label": app.word(name),
      title: app.word(name),
    }),
  );
}

/** All places of a name, each with its sentence. */
function places(app, question) {
  if (question.places.length < 2) return null;
  return element(
    "details",
    { class: "places" },
    element("summary", { text: app.word("review-places", question.places.length) }),
    element(
      "ul",
      {},
      question.places.map(([section, start, end]) => {
        const around = app.model.sentence(section, start, end);
        return element(
          "li",
          { lang: "zh-Hans" },
          element("span", { class: "token", text: section }),
          app.model.words(around.start, start),
          element("mark", { text: app.model.words(start, end) }),
          app.model.words(end, around.end),
        );
      }),
    ),
  );
}
