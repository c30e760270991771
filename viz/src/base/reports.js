// Whose report: which reports tell of a thing, and what each is called in short.

/** Whether the data holds more than one report, so that it must be told whose a thing is. */
export const areSeveral = (model) => Object.keys(model.reports).length > 1;

/** The reports that name a thing, and itself where it is one. */
export function namedBy(reports, { id, names = [] }) {
  const forms = names.filter(([, kind]) => kind === "mention").map(([, , report]) => report);
  return [...new Set([id, ...forms])].filter((of) => Object.hasOwn(reports, of)).map((of) => reports[of]);
}

/** The ids of the reports in which a thing stands, in order: in its claims and figures, or under a name. */
export function reportsOf(reports, { claims, figures, namedBy: named }) {
  const told = [...claims, ...figures, ...named].map(({ report }) => report);
  return [...new Set(told)].filter((of) => Object.hasOwn(reports, of)).sort();
}

/** What tells each report from the others, in short: its place and year, and its kind where two are of the same. */
export function marksOf(model, label, comma) {
  const short = ({ place, period }) => [label(model.places.get(place)), period].filter(Boolean).join(comma);
  const all = Object.values(model.reports).map(short);
  return new Map(
    Object.entries(model.reports).map(([id, report]) => {
      const mark = short(report);
      const alone = all.filter((other) => other === mark).length === 1;
      return [id, (alone ? mark : [mark, label(report.kind)].filter(Boolean).join(comma)) || label(report) || id];
    }),
  );
}
