// Answers of the catalogue, narrowed to reports as kg/lookup/ask.py narrows them.
import { idOf, iriOf } from "../base/iris.js";
import { recordsOf } from "./results.js";

const REPORT = "report";

const takesReport = (question) => question.parameters.some(({ name }) => name === REPORT);

/** Whether the reports wanted narrow a question: not where it is told itself of which report it is. */
const narrows = (app, question, given) =>
  app.state.get().report.length > 0 && !(takesReport(question) && given[REPORT]);

/** What is given for a question; the report that is wanted too, where it is one and the question takes one. */
export function withReport(app, question, given) {
  const { report } = app.state.get();
  const isOne = report.length === 1 && takesReport(question) && !given[REPORT];
  return isOne ? Object.assign(Object.create(null), given, { [REPORT]: report[0] }) : given;
}

/** The IRIs of the claims and figures among which a question counts, or null where these are all. */
export function recordIris(app, question, given) {
  if (!narrows(app, question, given)) return null;
  const { claims, figures } = app.model;
  return app.told([...claims.values(), ...figures.values()]).map(({ id }) => iriOf(app.model, id));
}

/** An answer with the solutions that rest on the reports wanted alone, or where they rest on none name what stands there. */
export function narrowed(app, { question, given }, answer) {
  if (answer.kind !== "solutions" || question.counted.length || !narrows(app, question, given)) return answer;
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
  const passes = (row) => {
    const records = recordsOf(app.model, row);
    if (records.length) return app.told(records).length === records.length;
    const named = things(
      Object.entries(row)
        .filter(([name]) => !(name in given))
        .map(([, term]) => term),
    );
    return (named.length ? named : bound).some(app.stands);
  };
  return { ...answer, bindings: answer.bindings.filter(passes) };
}
