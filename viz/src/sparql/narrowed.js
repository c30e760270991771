// Answers of the catalogue, narrowed as kg/lookup/ask.py narrows them.
import { idOf, iriOf } from "../base/iris.js";
import { isOf, isTold, lifted, NARROWING, narrowingFields } from "../base/narrowing.js";
import { recordsOf } from "./results.js";

/** The parameters of a question that the page can be narrowed by too: what it is told itself goes before. */
const own = (question) => question.parameters.map(({ name }) => name).filter((name) => NARROWING.includes(name));

/** What is given for a question; also what the page is narrowed to, where the question takes it and it is one. */
export function withNarrowing(app, question, given) {
  const now = app.state.get();
  const added = own(question)
    .filter((name) => !given[name])
    .map((name) => [name, [now[name]].flat()])
    .filter(([, values]) => values.length === 1 && values[0]);
  return Object.assign(Object.create(null), given, Object.fromEntries(added.map(([name, [value]]) => [name, value])));
}

/** What an answer is narrowed to, beside what its question is told itself; null where this is nothing. */
function narrowingFor(app, question, given) {
  const now = app.state.get();
  const rest = { ...now, ...lifted(own(question).filter((name) => given[name])) };
  return narrowingFields(rest).length ? app.narrowing(rest) : null;
}

/** The IRIs of the claims and figures among which a question counts, or null where these are all. */
export function recordIris(app, question, given) {
  const narrowing = narrowingFor(app, question, given);
  if (!narrowing) return null;
  const { claims, figures } = app.model;
  return app.told([...claims.values(), ...figures.values()], narrowing).map(({ id }) => iriOf(app.model, id));
}

/** An answer with the solutions that the narrowing has, as `_has` of kg/lookup/ask.py tells. */
export function narrowed(app, { question, given }, answer) {
  const narrowing = answer.kind === "solutions" ? narrowingFor(app, question, given) : null;
  if (!narrowing) return answer;
  const things = (terms) =>
    terms
      .filter(({ type }) => type === "uri")
      .map(({ value }) => app.model.things.get(idOf(app.model, value)))
      .filter(Boolean);
  const bound = things(
    question.parameters
      .filter(({ name, kind }) => kind === "entity" && given[name])
      .map(({ name }) => ({ type: "uri", value: iriOf(app.model, given[name]) })),
  );
  const has = (row) => {
    const records = recordsOf(app.model, row);
    const told = Object.entries(row).filter(([name]) => !(name in given));
    const named = things(told.map(([, term]) => term));
    const places = named.length ? named.map(({ of }) => of) : records.flatMap(({ of }) => of);
    if (question.counted.length) return !named.length || isOf(places, narrowing);
    if (!records.length) return (named.length ? named : bound).some((thing) => app.stands(thing, narrowing));
    return records.every((record) => isTold(record, narrowing)) && isOf(places, narrowing);
  };
  return { ...answer, bindings: answer.bindings.filter(has) };
}
