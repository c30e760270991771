// The field of each parameter of a question: a thing found by its names, a text, or a choice.
import { element } from "../base/dom.js";
import { classesBelow } from "../base/model.js";
import { createCombobox } from "../find/combobox.js";

const FIELDS = new Map([
  ["entity", entity],
  ["year", text],
  ["text", text],
]);

/** What is given, by the parameters' names: nothing is given for others, such as "constructor". */
export const givenOf = (pairs) => Object.assign(Object.create(null), Object.fromEntries(pairs));

/**
 * A parameter's field with its label: { name, parameter, row, input, value(), set(value), check(), several() }, the last
 * two of which tell what is wrong, in words, and the things between which a name does not decide.
 */
export function field(app, parameter, value) {
  const id = `ask-${parameter.name}`;
  const report = parameter.kind === "entity" && parameter.class === "Report";
  const make = report ? choice : (FIELDS.get(parameter.kind) ?? choice);
  const made = make(app, parameter, id, value);
  const note = parameter.required ? null : element("span", { class: "soft", text: ` (${app.word("form-optional")})` });
  const label = element("label", { for: id, id: `${id}-label` }, app.label(parameter.label), note);
  const lacks = () => parameter.required && !made.value();
  const check = () => made.wrong() || (lacks() ? app.word("form-missing", app.label(parameter.label)) : "");
  const row = element("div", { class: "field" }, label, made.field);
  return { several: () => [], ...made, name: parameter.name, parameter, check, row };
}

/** A field that takes one thing; a name that names just one, or an id, need not be chosen from the list. */
function entity(app, parameter, id, value) {
  const classes = classesBelow(app.model, parameter.class);
  const accepts = (thing) => classes.has(thing.type);
  let chosen = "";
  const {
    root,
    input,
    read,
    set: fill,
  } = createCombobox(app, {
    label: app.label(parameter.label),
    accepts,
    onchoose: (thing) => (chosen = thing),
  });
  root.querySelector("label").remove(); // the form has its own
  Object.assign(input, { id });
  input.setAttribute("aria-describedby", "form-problem");
  input.setAttribute("aria-required", String(parameter.required));
  input.addEventListener("input", () => (chosen = ""));
  const set = (thing) => {
    chosen = app.model.things.has(thing) ? thing : "";
    fill(chosen);
  };
  const exact = (typed) => app.search.exact(typed, { accepts }).map(({ thing }) => thing);
  const given = () => {
    const typed = input.value.trim();
    const hits = chosen ? [] : exact(typed);
    if (hits.length === 1) set(hits[0].id);
    if (!chosen && typed && !hits.length) chosen = read(typed);
    return chosen;
  };
  set(value);
  if (value && !chosen) input.value = value; // a link may hold a name, which is read as if it were typed
  /** The several things that what is typed may mean, where nothing decides. */
  const several = () => (given() ? [] : exact(input.value.trim()));
  const wrong = () => {
    const typed = input.value.trim();
    return typed && !given() ? app.word(several().length ? "form-ambiguous" : "form-unknown", typed) : "";
  };
  return { field: root, input, set, value: given, wrong, several };
}

function text(app, parameter, id, value) {
  const year = parameter.kind === "year";
  const input = element("input", {
    id,
    type: "text",
    inputmode: year ? "numeric" : null,
    value,
    autocomplete: "off",
    "aria-describedby": "form-problem",
    "aria-required": String(parameter.required),
  });
  const given = () => (year ? input.value.trim() : input.value);
  return {
    field: input,
    input,
    value: given,
    set: (next) => (input.value = next),
    wrong: () => (year && given() && !/^\d{1,4}$/.test(given()) ? app.word("form-year", given()) : ""),
  };
}

function choice(app, parameter, id, value) {
  const any = element("option", { value: "", text: parameter.required ? "" : app.word("any") });
  const required = String(parameter.required);
  const input = element(
    "select",
    { id, "aria-describedby": "form-problem", "aria-required": required },
    any,
    options(app, parameter).map(([name, label]) => element("option", { value: name, text: label })),
  );
  input.value = value;
  return { field: input, input, value: () => input.value, set: (next) => (input.value = next), wrong: () => "" };
}

/** What a parameter may be, as [value, label]. */
function options(app, parameter) {
  const { model } = app;
  const byLabel = (records) => {
    const collator = new Intl.Collator("zh");
    return [...records].map((record) => [record.id, app.label(record)]).sort((a, b) => collator.compare(a[1], b[1]));
  };
  if (parameter.kind === "level") return [...model.tokens.level.values()].map((token) => [token.id, app.label(token)]);
  if (parameter.kind === "class") return byLabel(model.classes.values());
  if (parameter.kind === "predicate") return byLabel(model.predicates.values());
  if (parameter.kind === "kind") {
    const kinds = [...model.tokens.reportkind.values()].map((token) => [token.id, app.label(token)]);
    return [...kinds, ["all", app.word("all-kinds")]];
  }
  if (parameter.kind === "section") return sections(app);
  return byLabel([...model.things.values()].filter((thing) => thing.type === "Report"));
}

function sections(app) {
  const found = new Map();
  for (const report of Object.values(app.model.reports)) {
    for (const [token, label] of Object.entries(report.sections ?? {})) found.set(token, app.label(label));
  }
  return [...found];
}
