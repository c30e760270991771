// All questions: how many are decided, by kind; what is shown of them; and each to jump to.
import { button, element } from "../base/dom.js";
import { KINDS } from "./model.js";

const WORDS = { name: "review-names", act: "review-acts", figure: "review-figures", sentence: "review-sentences" };
const KIND = { name: "review-name", act: "review-act", figure: "review-figure", sentence: "review-sentence" };
const SIGNS = { accept: "✓", reject: "✕" };

/** The questions that the filter leaves. */
export function filtered(app) {
  const { kind, open, find } = app.filter;
  return app.model.questions.filter(
    (question) =>
      (!kind || question.kind === kind) &&
      (!open || !app.model.standing(question)) &&
      (!find || told(app, question).includes(find)),
  );
}

const told = (app, question) =>
  question.kind === "sentence" ? app.model.words(question.start, question.end) : app.drafts.words(question);

export function createList(app, root) {
  const filters = element("div", { class: "row", role: "group" });
  const find = element("input", { id: "find", type: "search", autocomplete: "off", oninput: look });
  const label = element("label", { for: "find", class: "offscreen" });
  const open = element("input", { type: "checkbox", id: "only-open", onchange: look });
  const openLabel = element("label", { class: "switch" });
  const list = element("ol", { class: "all" });
  const none = element("p", { class: "soft" });
  const summary = element("summary", {});
  const wide = matchMedia("(min-width: 60.01rem)");
  const details = element(
    "details",
    { open: wide.matches },
    summary,
    element("div", { class: "narrow" }, filters, label, find, openLabel),
    list,
    none,
  );
  wide.addEventListener("change", () => details.toggleAttribute("open", wide.matches));
  root.append(details);
  let drawn = [];

  function look() {
    app.filter.find = find.value.trim();
    app.filter.open = open.checked;
    draw();
  }

  function drawFilters() {
    const count = (kind) => {
      const of = app.model.questions.filter((question) => !kind || question.kind === kind);
      return [of.filter((question) => app.model.standing(question)).length, of.length];
    };
    const made = ["", ...KINDS].map((kind) => {
      const text = app.word(WORDS[kind] ?? "review-everything");
      return button(`${text} ${app.word("review-count", ...count(kind))}`, () => app.show(kind), {
        class: "small",
        "data-kind": kind || "all",
        "aria-pressed": String(app.filter.kind === kind),
      });
    });
    const focused = filters.contains(document.activeElement) ? document.activeElement.dataset.kind : "";
    filters.replaceChildren(...made);
    if (focused) filters.querySelector(`[data-kind=${focused}]`)?.focus();
  }

  function item(question) {
    const go = button("", () => app.go(question.id));
    return { question, go, root: element("li", {}, go) };
  }

  function draw() {
    filters.setAttribute("aria-label", app.word("review-filter"));
    summary.replaceChildren(app.word("review-list"));
    label.replaceChildren(app.word("review-find"));
    find.placeholder = app.word("review-find");
    openLabel.replaceChildren(open, app.word("review-undecided"));
    drawFilters();
    const wanted = filtered(app);
    if (wanted.length !== drawn.length || wanted.some((question, at) => question !== drawn[at].question)) {
      drawn = wanted.map(item);
      list.replaceChildren(...drawn.map((one) => one.root));
    }
    for (const one of drawn) paint(one);
    none.replaceChildren(wanted.length ? "" : app.word("review-none"));
    if (details.open) list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  function paint({ question, go }) {
    const answer = app.model.standing(question)?.answer ?? "";
    const words = { accept: "review-accepted", reject: "review-rejected" }[answer] ?? "review-open";
    go.replaceChildren(
      element("span", { class: `sign ${answer}`, "aria-hidden": "true", text: SIGNS[answer] ?? "·" }),
      element("span", { class: "text", lang: "zh-Hans", text: told(app, question) }),
      element("span", { class: "offscreen", text: app.word(words) }),
      element("span", { class: "soft", text: `${app.word(KIND[question.kind])} ${question.section}` }),
    );
    if (question.id === app.question()?.id) go.setAttribute("aria-current", "true");
    else go.removeAttribute("aria-current");
  }

  return {
    draw,
    find() {
      details.open = true;
      find.focus();
    },
  };
}
