// The question catalogue as forms: a list of questions, and of the one chosen a field for each parameter.
import { createCombobox } from "./combobox.js";
import { button, element } from "./dom.js";
import { classesBelow } from "./model.js";
import { EXACT } from "./search.js";
import { addWords } from "./words.js";

addWords({
  "form-list": ["问题目录", "Questions"],
  "form-filter": ["在问题中查找", "Find a question"],
  "form-count": ["{}个问题", "{} questions"],
  "form-honours": ["荣誉", "Honours"],
  "form-programmes": ["项目", "Programmes"],
  "form-bodies": ["机构", "Institutions"],
  "form-figures": ["数字", "Figures"],
  "form-statements": ["陈述与其他", "Statements and the rest"],
  "form-ask": ["提问", "Ask"],
  "form-editor": ["在编辑器中打开", "Open in the editor"],
  "form-example": ["填入示例", "Fill in an example"],
  "form-choose": ["请选择一个问题。", "Choose a question from the list."],
  "form-optional": ["可不填", "optional"],
  "form-any": ["不限", "any"],
  "form-missing": ["请填写：{}", "Fill this in: {}"],
  "form-unknown": [
    "没有唯一的事物叫作“{}”，请从候选中选择",
    "No single thing is called “{}”; choose one of those offered",
  ],
  "form-year": ["“{}”不是年份，应如2023", "“{}” is no year; expected one such as 2023"],
});

// A group of questions, and the variables by which a question belongs to it; the last takes the rest
const GROUPS = [
  ["form-honours", "honour", "conferrals"],
  ["form-figures", "indicator"],
  ["form-programmes", "programme", "doctrine"],
  ["form-bodies", "body", "founder", "party", "place"],
  ["form-statements"],
];

/**
 * The catalogue in `root`. `choose(name)` is called when a question is chosen, `ask(question, given)` when
 * its form is sent, and `open(question, given)` for the editor; `given` holds what was typed by parameter.
 */
export function createForms(app, root, { choose, ask, open }) {
  const list = element("div", { class: "questions" });
  const form = element("div", { class: "question" });
  root.append(list, form);
  let fields;
  return {
    drawList: () => drawList(app, list, choose),
    /** Go to the form, which on a small screen lies far below the list. */
    focus: () => form.querySelector("h2")?.focus(),
    /** What stands in the form, by parameter, if there is one. */
    given: () => fields && Object.fromEntries(fields.map(({ name, value }) => [name, value()])),
    /** Mark the question chosen, and draw its form with what is given. */
    drawForm(name, given) {
      for (const item of list.querySelectorAll("button[data-question]")) {
        if (item.dataset.question === name) item.setAttribute("aria-current", "true");
        else item.removeAttribute("aria-current");
      }
      const question = app.model.questions.find((one) => one.name === name);
      fields = question?.parameters.map((parameter) => field(app, parameter, given[parameter.name] ?? ""));
      root.classList.toggle("unchosen", !question);
      form.replaceChildren(
        ...(question
          ? drawn(app, question, fields, { ask, open })
          : [element("p", { class: "soft", text: app.word("form-choose") })]),
      );
    },
  };
}

function drawList(app, root, choose) {
  const told = element("p", { class: "soft", role: "status" });
  const groups = grouped(app).map(([title, questions]) => ({
    title,
    items: questions.map((question) => [question, item(app, question, choose)]),
  }));
  const sections = groups.map(({ title, items }) =>
    element(
      "section",
      {},
      element("h3", { text: title }),
      element(
        "ul",
        {},
        items.map(([, made]) => made),
      ),
    ),
  );
  const narrow = (text) => {
    const wanted = text.trim().toLowerCase();
    let count = 0;
    groups.forEach(({ items }, place) => {
      for (const [question, made] of items) made.hidden = !texts(question).some((known) => known.includes(wanted));
      const left = items.filter(([, made]) => !made.hidden).length;
      sections[place].hidden = left === 0;
      count += left;
    });
    told.textContent = app.word("form-count", count);
  };
  const filter = element("input", {
    id: "question-filter",
    type: "search",
    "aria-label": app.word("form-filter"),
    placeholder: app.word("form-filter"),
    oninput: (event) => narrow(event.target.value),
  });
  root.replaceChildren(
    element("h2", { text: app.word("form-list") }),
    filter,
    told,
    element("div", { class: "groups" }, sections),
  );
  narrow("");
}

const texts = ({ name, title, wording }) =>
  [name, ...Object.values(title), ...Object.values(wording)].map((text) => text.toLowerCase());

const item = (app, question, choose) =>
  element(
    "li",
    {},
    button(app.label(question.title), () => choose(question.name), {
      class: "link",
      "data-question": question.name,
    }),
  );

/** The questions by what their solutions speak of. */
function grouped(app) {
  const left = new Set(app.model.questions);
  return GROUPS.map(([name, ...variables]) => {
    const questions = [...left].filter(
      ({ parameters, columns }) =>
        !variables.length ||
        variables.some(
          (variable) => variable in columns || parameters.some((parameter) => parameter.name === variable),
        ),
    );
    questions.forEach((question) => left.delete(question));
    return [app.word(name), questions];
  }).filter(([, questions]) => questions.length);
}

function drawn(app, question, fields, { ask, open }) {
  const problem = element("p", { class: "problem", role: "alert", id: "form-problem" });
  const send = (then) => {
    const wrong = fields.find(({ check }) => check());
    problem.textContent = wrong ? wrong.check() : "";
    fields.forEach(({ input, check }) => input.setAttribute("aria-invalid", String(Boolean(check()))));
    if (wrong) return wrong.input.focus();
    then(question, Object.fromEntries(fields.map(({ name, value }) => [name, value()]).filter(([, value]) => value)));
  };
  const example = () => fields.forEach(({ set, parameter }) => parameter.required && set(parameter.example));
  const asked = element(
    "form",
    {
      novalidate: true,
      onsubmit(event) {
        event.preventDefault();
        send(ask);
      },
    },
    fields.map(({ row }) => row),
    problem,
    element(
      "div",
      { class: "tools" },
      element("button", { type: "submit", class: "primary", text: app.word("form-ask") }),
      fields.some(({ parameter }) => parameter.required) && button(app.word("form-example"), example),
      button(app.word("form-editor"), () => send(open)),
    ),
  );
  return [element("h2", { tabindex: "-1", text: app.label(question.title) }), wording(app, question), asked];
}

/** The wording of a question, its blanks marked with what belongs there. */
function wording(app, question) {
  const label = (name) => app.label(question.parameters.find((parameter) => parameter.name === name)?.label) || name;
  const parts = app.label(question.wording).split(/\{(\w+)\}/);
  return element(
    "p",
    { class: "wording" },
    parts.map((part, place) => (place % 2 ? element("span", { class: "blank", text: label(part) }) : part)),
  );
}

const FIELDS = new Map([
  ["entity", entity],
  ["year", text],
  ["text", text],
]);

function field(app, parameter, value) {
  const id = `ask-${parameter.name}`;
  const report = parameter.kind === "entity" && parameter.class === "Report";
  const make = report ? choice : (FIELDS.get(parameter.kind) ?? choice);
  const made = make(app, parameter, id, value);
  const note = parameter.required ? null : element("span", { class: "soft", text: ` (${app.word("form-optional")})` });
  const label = element("label", { for: id, id: `${id}-label` }, app.label(parameter.label), note);
  const lacks = () => parameter.required && !made.value();
  const check = () => made.wrong() || (lacks() ? app.word("form-missing", app.label(parameter.label)) : "");
  const row = element("div", { class: "field" }, label, made.field);
  return { ...made, name: parameter.name, parameter, check, row };
}

/** A field that takes one thing; a name that names just one, or an id, need not be chosen from the list. */
function entity(app, parameter, id, value) {
  const classes = classesBelow(app.model, parameter.class);
  const accepts = (thing) => classes.has(thing.type);
  let chosen = "";
  const {
    root,
    input,
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
  const given = () => {
    const hits = chosen ? [] : app.search(input.value, { accepts }).filter(({ rank }) => rank === EXACT);
    if (hits.length === 1) set(hits[0].thing.id);
    return chosen;
  };
  set(value);
  const wrong = () => (input.value.trim() && !given() ? app.word("form-unknown", input.value.trim()) : "");
  return { field: root, input, set, value: given, wrong };
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
  const any = element("option", { value: "", text: parameter.required ? "" : app.word("form-any") });
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
