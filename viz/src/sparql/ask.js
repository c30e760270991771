// The tab where one asks: the question catalogue as forms, and SPARQL; under both, the answer.
import { button, element } from "../base/dom.js";
import { iriOf } from "../base/iris.js";
import { NARROWING } from "../base/narrowing.js";
import { isSparql } from "../base/state.js";
import { simplified } from "../find/search.js";
import { createEditor } from "./editor.js";
import { createEngine } from "./engine.js";
import { givenOf } from "./fields.js";
import { createForms } from "./forms.js";
import { narrowed, recordIris, withNarrowing } from "./narrowed.js";
import { withValues } from "./query.js";
import { createResults } from "./results.js";
import { createRunner } from "./runner.js";

const WAYS = { question: "questions", sparql: "ask-sparql" };
const KINDS = new Map([
  ["level", "iri"],
  ["predicate", "iri"],
  ["class", "iri"],
  ["year", "integer"],
]);

/** The tab; it also makes `app.engine`, which starts when it is first needed. */
export function createAsk(app, root) {
  app.engine = createEngine(app.model);
  const parts = {
    switch: element("div", { class: "tools by", role: "group" }),
    forms: element("div", { class: "catalogue" }),
    editor: element("div", { class: "sparql" }),
    answer: element("div", { class: "answer" }),
  };
  root.append(element("div", { class: "ask" }, ...Object.values(parts)));

  const results = createResults(app, parts.answer);
  let own = false; // whether a change of the state is this view's, which does itself what it means
  let drawn = ""; // the language on screen
  let followed = ""; // what of the state was done last
  let formed = ""; // the question and arguments that the form is of

  const update = (changes, options) => {
    own = true;
    app.state.update(changes, options);
    own = false;
  };

  const runQuery = (text) => {
    update({ query: text, by: "sparql", order: "" });
    editor.tell(null);
    run(() => text);
  };

  const ask = (question, given) => {
    update({ question: question.name, args: new URLSearchParams(given).toString(), by: "question", order: "" });
    answer(question, given);
  };

  /** Answer a question with what is given, and what the page is narrowed to. */
  const answer = (question, typed) => {
    const given = withNarrowing(app, question, typed);
    return run(() => boundQuery(app, question, given), { question, given });
  };

  const open = async (question, given) => {
    try {
      const text = await boundQuery(app, question, withNarrowing(app, question, given));
      app.state.update({ query: text, by: "sparql", order: "" });
      editor.focus();
    } catch (problem) {
      if (!problem.kind) throw problem;
      results.tell(problem);
    }
  };

  const forms = createForms(app, parts.forms, {
    choose(name) {
      app.state.update({ question: name, args: "", by: "question", order: "" });
      forms.focus();
    },
    ask,
    open,
  });
  const editor = createEditor(app, parts.editor, {
    run: runQuery,
    ontype: (text) => update({ query: text, by: "sparql" }, { quiet: true }),
  });

  const run = createRunner(app, parts.answer, results, editor.tell, (context, found) =>
    context.question ? narrowed(app, context, found) : found,
  );

  /** Do what the state says, as on opening a link or going back. */
  const follow = (now) => {
    if (byOf(now) === "sparql") {
      editor.set(now.query);
      return now.query.trim() ? run(() => now.query) : results.clear();
    }
    const question = app.model.questions.find(({ name }) => name === now.question);
    const given = givenOf(new URLSearchParams(now.args));
    const complete = question?.parameters.every(({ name, required }) => !required || given[name]);
    if (!complete) return results.clear();
    const typed = forms.given();
    const named = question.parameters.filter(({ name, kind }) => kind === "entity" && given[name]);
    for (const { name } of named) given[name] = typed[name] || given[name]; // a link may hold a name
    const unknown = named.find(({ name }) => !app.model.things.has(given[name]));
    if (!unknown) return answer(question, given);
    const isSeveral = Boolean(forms.check()?.several().length);
    return results.tell({ kind: isSeveral ? "ambiguous" : "name", values: [given[unknown.name]] });
  };

  const drawAll = (now, given) => {
    forms.drawList();
    forms.drawForm(now.question, given);
    editor.draw();
    results.draw();
  };

  if (app.state.get().tab === "ask") app.engine.start().catch(() => {}); // who asks is told what went wrong

  return {
    render(now, before) {
      if (now.tab !== "ask") return;
      app.engine.start().catch(() => {});
      const given = givenOf(new URLSearchParams(now.args));
      const wanted = JSON.stringify(ASKED.map((name) => now[name]));
      const form = JSON.stringify([now.question, now.args]);
      drawSwitch(app, parts, now);
      // In another language, and from the editor and back, what is typed but not yet asked stays
      const typed = formed === form ? forms.given() : null;
      if (before === null || drawn !== app.language()) drawAll(now, typed ?? given);
      else if (formed !== form && !own) forms.drawForm(now.question, given);
      drawn = app.language();
      formed = form;
      if (followed === wanted) return own || results.sort(now.order);
      followed = wanted;
      if (!own) follow(now);
    },
  };
}

const ASKED = ["question", "args", "query", "by", "statedOnly", ...NARROWING];

const byOf = (state) => (isSparql(state) ? "sparql" : "question");

/** The query of a question, with what is given bound as terms, which the engine itself serialises. */
async function boundQuery(app, question, given) {
  const bound = question.parameters.filter(({ name }) => given[name]);
  const terms = bound.map(({ name, kind }) => [name, term(app, kind, given[name])]);
  if (question.counts && app.state.get().statedOnly) terms.push(["statedOnly", ["boolean", "true"]]);
  const among = question.counted.length ? recordIris(app, question, given) : null;
  let query = question.query;
  if (terms.length) query = withValues(query, await app.engine.values(Object.fromEntries(terms)));
  if (among) query = withValues(query, await app.engine.among(question.counted, among));
  return query;
}

function term(app, kind, value) {
  if (kind === "entity") return ["iri", iriOf(app.model, value)];
  const type = KINDS.get(kind) ?? "text";
  if (type === "text") return [type, simplified(app.model, value)];
  return [type, type === "iri" ? app.model.prefixes.kg + value : value];
}

function drawSwitch(app, parts, now) {
  const by = byOf(now);
  parts.switch.setAttribute("aria-label", app.word("ask-by"));
  const focused = parts.switch.contains(document.activeElement) && document.activeElement.dataset.by;
  parts.switch.replaceChildren(
    ...Object.entries(WAYS).map(([name, said]) =>
      button(app.word(said), () => app.state.update({ by: name, order: "" }), {
        "data-by": name,
        "aria-pressed": String(by === name),
      }),
    ),
  );
  parts.switch.querySelector(`[data-by="${focused}"]`)?.focus();
  parts.forms.hidden = by !== "question";
  parts.editor.hidden = by !== "sparql";
}
