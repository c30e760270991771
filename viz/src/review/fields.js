// The fields of an answer: what they are called, what stands in them as people read it, and the form to change them.
import { button, byId, element } from "../base/dom.js";

/** What each field is called. */
// biome-ignore format: several a line
const CALLED = {
  words: "field-words", id: "field-id", class: "field-class", label_zh: "field-label-zh", label_en: "field-label-en",
  series: "field-series", tier: "field-tier", subject: "field-subject", predicate: "field-predicate",
  object: "field-object", by: "field-by", round: "field-round", year: "field-year", date: "field-date",
  level: "field-level", distinction_zh: "field-distinction-zh", distinction_en: "field-distinction-en",
  verb: "field-verb", modality: "field-modality", phase: "field-phase", note_zh: "field-note-zh",
  note_en: "field-note-en", indicator: "field-indicator", unit: "field-unit", definition_zh: "field-definition-zh",
  definition_en: "field-definition-en", formula: "field-formula", wording: "field-wording", value: "field-value",
  value_text: "field-value-text", bound: "field-bound", period: "field-period", as_of: "field-as-of",
  change_of: "field-change-of", change_basis: "field-change-basis", status: "field-status", place: "field-place",
};

/** Fields that name things or words, several apart by a sign. */
const THINGS = ["id", "subject", "by", "place"];

/** Fields that tables need, where they are there at all. */
const NEEDED = ["predicate", "class", "label_zh", "unit"];

export const called = (app, field) => app.word(CALLED[field]);

/** The values that a field may have, each with its labels; null where it is free. */
function values({ model }, field) {
  const { classes, predicates, tokens } = model.whole;
  return { class: classes, predicate: predicates, ...tokens }[field] ?? null;
}

/** A value as people read it. */
export function shown(app, field, value) {
  const labels = values(app, field)?.[value];
  if (labels) return app.pick(labels);
  if (field === "indicator") return app.pick(app.model.whole.indicators[value] ?? [value, value]);
  return THINGS.includes(field) ? app.named(value) : value;
}

/** What is accepted, as a list; the fields of `left` stand elsewhere. Fields that lack what they must have are told. */
export function summary(app, question, left) {
  const fields = app.drafts.whole(question);
  const needed = (field) => field in fields && NEEDED.includes(field);
  const rows = app.model.whole.fields[question.kind].filter((field) => !left.includes(field));
  return element(
    "dl",
    { class: "summary" },
    rows.map((field) => {
      const value = fields[field];
      if (!value && !needed(field)) return null;
      return element(
        "div",
        { "data-field": field },
        element("dt", { text: called(app, field) }),
        value
          ? element("dd", {}, element("bdi", { text: shown(app, field, value) }))
          : element("dd", {}, element("span", { class: "remark lacks", text: app.word("review-missing") })),
      );
    }),
  );
}

/** The field to begin with in the form: the first that is needed and empty. */
export function firstField(app, question) {
  const fields = app.drafts.fields(question);
  const lacking = NEEDED.find((field) => fields[field] === "" && byId(`field-of-${field}`));
  return byId(`field-of-${lacking}`) ?? document.querySelector(".fields :is(input, select)");
}

/** The form for all fields of a question; Enter accepts. */
export function form(app, question) {
  const fields = app.drafts.fields(question);
  const unused = app.drafts.isKnown(fields.id ?? "") ? ["class", "label_zh", "label_en", "series", "tier"] : [];
  const names = app.model.whole.fields[question.kind].filter((field) => !unused.includes(field));
  return element(
    "form",
    {
      class: "fields",
      "aria-label": app.word("review-edit"),
      onsubmit(event) {
        event.preventDefault();
        app.press(() => app.act("accept"));
      },
    },
    question.pending && kinds(app, question),
    names.map((field) => control(app, question, field, fields[field] ?? "")),
    element(
      "p",
      { class: "row" },
      element("button", { type: "submit", class: "primary", text: app.word("review-accept") }),
      button(app.word("review-leave"), () => app.press(() => app.act("leave"))),
    ),
    suggestions(app, question),
  );
}

/** As what words are added. */
function kinds(app, question) {
  const names = { name: "review-name", act: "review-act", figure: "review-figure" };
  return element(
    "fieldset",
    { class: "row kinds" },
    element("legend", { text: app.word("review-add-as") }),
    Object.entries(names).map(([kind, name]) =>
      element(
        "label",
        {},
        element("input", {
          type: "radio",
          name: "kind",
          value: kind,
          checked: question.kind === kind,
          onchange: () => app.addAs(kind),
        }),
        app.word(name),
      ),
    ),
  );
}

function control(app, question, field, value) {
  const allowed = values(app, field);
  const id = `field-of-${field}`;
  const attributes = { id, name: field, autocomplete: "off", "aria-describedby": `${id}-means` };
  // What is typed is kept at once; of a form that is left, a browser may tell a change when it is gone
  const listeners = {
    oninput({ target }) {
      app.drafts.set(question, { [field]: target.value });
      means.replaceChildren(meaning(app, field, target.value));
    },
    onchange: () => field === "id" && app.editing && app.redraw(),
  };
  const means = element("span", { id: `${id}-means`, class: "soft" }, meaning(app, field, value));
  const input = allowed
    ? element("select", { ...attributes, ...listeners }, options(app, allowed, value))
    : element("input", { ...attributes, ...listeners, list: listOf(field) });
  if (!allowed) input.value = value;
  return element("div", { class: "field" }, element("label", { for: id, text: called(app, field) }), input, means);
}

const listOf = (field) => (field === "indicator" ? "indicators" : THINGS.includes(field) ? "things" : null);

const meaning = (app, field, value) =>
  listOf(field) && shown(app, field, value) !== value ? shown(app, field, value) : "";

function options(app, allowed, value) {
  const sorted = Object.entries(allowed)
    .map(([token, labels]) => [token, app.pick(labels)])
    .sort(([, one], [, other]) => one.localeCompare(other, app.language()));
  return [["", ""], ...sorted].map(([token, text]) =>
    element("option", { value: token, text, selected: token === value }),
  );
}

/** What may stand in the fields that name things, and in the one for indicators. */
function suggestions(app, question) {
  const { things, indicators } = app.model.whole;
  const first = Object.values(question.options).flat();
  const names = [...app.model.names.keys()].map((words) => [words, app.named(words)]);
  const known = Object.entries(things).map(([id, labels]) => [id, app.pick(labels)]);
  const listed = (id, entries) =>
    element(
      "datalist",
      { id },
      entries.map(([value, label]) => element("option", { value, label })),
    );
  return [
    listed("things", [...first.map((value) => [value, app.named(value)]), ...names, ...known]),
    listed(
      "indicators",
      Object.entries(indicators).map(([id, labels]) => [id, app.pick(labels)]),
    ),
  ];
}
