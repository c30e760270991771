// The question catalogue as forms: a list of questions, and of the one chosen a field for each parameter.
import { button, element } from "../base/dom.js";
import { whoseText } from "../find/whose.js";
import { field, givenOf } from "./fields.js";

// The groups of questions, in their order (kg/questions/catalogue.py)
const GROUPS = ["honours", "figures", "programmes", "institutions", "statements-and-rest"];

/**
 * The catalogue in `root`. `choose(name)` is called when a question is chosen, `ask(question, given)` when
 * its form is sent, and `open(question, given)` for the editor; `given` holds what was typed by parameter.
 */
export function createForms(app, root, { choose, ask, open }) {
  const list = element("div", { class: "questions" });
  const form = element("div", { class: "question" });
  root.append(list, form);
  let fields;
  let problems = () => null;
  return {
    drawList: () => drawList(app, list, choose),
    /** Go to the form, which on a small screen lies far below the list. */
    focus: () => form.querySelector("h2")?.focus(),
    /** What stands in the form, by parameter, if there is one. */
    given: () => fields && givenOf(fields.map(({ name, value }) => [name, value()])),
    /** Say what is wrong with what stands in the form; returns the field, if any. */
    check: () => problems(),
    /** Mark the question chosen, and draw its form with what is given. */
    drawForm(name, given) {
      for (const item of list.querySelectorAll("button[data-question]")) {
        if (item.dataset.question === name) item.setAttribute("aria-current", "true");
        else item.removeAttribute("aria-current");
      }
      const question = app.model.questions.find((one) => one.name === name);
      problems = () => null;
      fields = question?.parameters.map((parameter) => field(app, parameter, given[parameter.name] ?? ""));
      root.classList.toggle("unchosen", !question);
      form.replaceChildren(
        ...(question
          ? drawn(app, question, fields, { ask, open, checks: (check) => (problems = check) })
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
    element("h2", { text: app.word("questions") }),
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

/** The questions by their groups. */
const grouped = (app) =>
  GROUPS.map((name) => [app.heading(name), app.model.questions.filter(({ group }) => group === name)]).filter(
    ([, questions]) => questions.length,
  );

function drawn(app, question, fields, { ask, open, checks }) {
  const problem = element("div", { class: "problem", role: "alert", id: "form-problem" });
  const offered = element("ul", { class: "several" });
  const check = () => {
    const wrong = fields.find((one) => one.check());
    problem.textContent = wrong ? wrong.check() : "";
    offered.replaceChildren(...(wrong?.several() ?? []).map((thing) => offer(wrong, thing)));
    fields.forEach((one) => one.input.setAttribute("aria-invalid", String(Boolean(one.check()))));
    return wrong;
  };
  /** One of several things of a name: who chooses it has it in the field, and asks. */
  const offer = (wrong, thing) => {
    const choose = () => {
      wrong.set(thing.id);
      send(ask);
    };
    return element(
      "li",
      {},
      button(app.name(thing.id), choose, { class: "link", "data-thing": thing.id }),
      element("span", { class: "soft", text: whoseText(app, thing, true) }),
    );
  };
  checks(check);
  const send = (then) => {
    const wrong = check();
    if (wrong) return wrong.input.focus();
    then(question, givenOf(fields.map(({ name, value }) => [name, value()]).filter(([, value]) => value)));
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
    offered,
    element(
      "div",
      { class: "tools" },
      element("button", { type: "submit", class: "primary", text: app.word("ask") }),
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
