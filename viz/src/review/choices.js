// What may be chosen by a number: which thing a name means, who did it, whose figure it is.
import { element } from "../base/dom.js";

/** The field that is chosen by numbers, by the kind of a question. */
const BY_NUMBER = { name: "id", act: "subject", figure: "subject" };

/** What may be chosen for the fields of a question: field, title, and values, the first of which has number 1. */
export function choicesOf(app, question) {
  const field = BY_NUMBER[question.kind];
  if (!field) return [];
  const titles = { name: "review-which", act: "review-who", figure: "review-whose" };
  const found = [{ field, title: titles[question.kind], numbered: true }];
  if (question.kind === "figure") found.push({ field: "indicator", title: "review-measures" });
  if (question.kind === "act" && question.options.id?.length) found.push({ field: "id", title: "review-honour" });
  return found
    .map((one) => ({ ...one, values: valuesOf(app, question, one.field) }))
    .filter(({ numbered, values }) => numbered || values.length > 1);
}

function valuesOf(app, question, field) {
  const now = app.drafts.fields(question)[field] ?? "";
  const values = [...(question.options[field] ?? [])];
  if (now && !values.includes(now)) values.push(now);
  return field === "subject" ? values : [...values, ""];
}

/** A group to choose from, with the number of each. */
export function chooser(app, question, { field, title, numbered, values }) {
  const now = app.drafts.fields(question)[field] ?? "";
  return element(
    "fieldset",
    { class: "choices" },
    element("legend", { text: app.word(title) }),
    values.map((value, at) => {
      const key = !numbered ? "" : value === "" ? "0" : at < 9 ? String(at + 1) : "";
      const input = element("input", {
        type: "radio",
        name: `choose-${field}`,
        checked: value === now,
        onchange: () => app.choose(field, value),
      });
      return element(
        "label",
        { class: "choice" },
        input,
        key && element("kbd", { text: key, "aria-hidden": "true" }),
        element("span", { class: "text" }, told(app, field, value)),
        remark(app, field, value),
      );
    }),
  );
}

/** A value with its id, where it is one. */
function told(app, field, value) {
  if (!value) return element("em", { text: app.word("review-new") });
  if (field === "indicator") {
    const labels = app.model.whole.indicators[value];
    return [element("bdi", { text: labels ? app.pick(labels) : value }), labels && idOf(value)];
  }
  const ids = value.split("&").filter((part) => app.drafts.isKnown(part));
  return [element("bdi", { text: app.named(value) }), ...ids.map(idOf)];
}

const idOf = (id) => element("span", { class: "soft id", text: id });

/** What is to be said of a subject: that it only stands in, or that nobody will know who it is. */
function remark(app, field, value) {
  if (field !== "subject") return null;
  if (value === app.model.whole.place) return element("span", { class: "remark", text: app.word("review-stands-in") });
  const unknown = value.split("&").some((part) => !app.drafts.isKnown(part) && !app.model.names.has(part));
  return unknown && element("span", { class: "remark lacks", text: app.word("review-no-name") });
}
