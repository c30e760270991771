// Whose report: which reports tell of a thing, and what the filter by reports lets pass. `wanted` lists reports by their
// ids; none are all (kg/lookup/narrowing.py).

/** Whether the data holds more than one report, so that it must be told whose a thing is. */
export const areSeveral = (model) => Object.keys(model.reports).length > 1;

/** Whether the report of a claim or figure is wanted. */
export const isTold = (record, wanted) => !wanted.length || wanted.includes(record.report);

/** Whether a thing stands in a report that is wanted: in a claim, a figure or under a name, or is itself such a report. */
export const stands = (thing, wanted) => !wanted.length || thing.reports.some((id) => wanted.includes(id));

/** The reports in which a thing stands, in order of their ids; for its claims and figures, which must be there. */
export function reportsOf(model, { id, names = [], claims, figures }) {
  const told = [...claims, ...figures].map(({ report }) => report);
  const forms = names.filter(([, kind]) => kind === "mention").map(([, , report]) => report);
  return [...new Set([id, ...told, ...forms])].filter((of) => of && Object.hasOwn(model.reports, of)).sort();
}

/** What tells each report from the others, in short: its place and year, and its kind where two are of the same. */
export function marksOf(model, label, comma) {
  const short = ({ place, period }) => [label(place), period].filter(Boolean).join(comma);
  const all = Object.values(model.reports).map(short);
  return new Map(
    Object.entries(model.reports).map(([id, report]) => {
      const mark = short(report);
      const alone = all.filter((other) => other === mark).length === 1;
      return [id, (alone ? mark : [mark, label(report.kind)].filter(Boolean).join(comma)) || label(report) || id];
    }),
  );
}
