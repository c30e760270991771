// An indicator over places and years, as bars: beside the table of an answer that compares.
import { element } from "../base/dom.js";
import { barChart } from "./bars.js";
import { recordOf, termCell } from "./cells.js";
import { amount, shareOf, whenOf } from "./figures.js";

const COLUMNS = ["indicator", "place", "year", "telling", "value"];
const MOST = 12; // indicators that are drawn

/** Whether a question compares an indicator over places and years. */
export const isComparing = (question) => COLUMNS.every((name) => Object.hasOwn(question.columns, name));

/**
 * A chart for each indicator of solutions, those that most reports tell first. A bar says whose it is; what a report does
 * not tell is said in words, and whether it is silent or was not read.
 */
export function comparison(app, rows, labels) {
  const groups = new Map();
  for (const row of rows) {
    const told = row.claim && recordOf(app.model, row.claim.value);
    const key = row.indicator.value;
    groups.set(key, [...(groups.get(key) ?? []), { row, figure: told }]);
  }
  const values = (group) => group.filter(({ figure }) => figure?.value).length;
  const charts = [...groups.values()]
    .filter((group) => group.length > 1 && values(group) > 0)
    .sort((one, other) => values(other) - values(one));
  if (!charts.length) return null;
  return element(
    "details",
    { class: "charts", open: true },
    element("summary", { text: app.word("compared-places") }),
    charts.length > MOST && element("p", { class: "soft", text: app.word("compared-first", MOST) }),
    element(
      "div",
      {},
      charts.slice(0, MOST).map((group) => chart(app, group, labels)),
    ),
  );
}

function chart(app, group, labels) {
  const said = (row, name) => termCell(app, row[name], labels).text;
  const figures = group.map(({ figure }) => figure).filter(Boolean);
  const indicator = said(group[0].row, "indicator");
  const unit = app.unit(figures[0].unit);
  const title = unit ? app.word("compared-over-time", indicator, unit) : indicator;
  const reports = group.map(({ row }) => row.report?.value);
  const items = group.map(({ row, figure }) => {
    const isOneOf = reports.filter((report) => report === row.report?.value).length > 1;
    const which = isOneOf && figure ? [app.name(figure.about), whenOf(app, figure)] : [];
    const what = [said(row, "place"), said(row, "year"), ...which].filter(Boolean).join(app.word("comma"));
    if (!figure) return { what, share: null, much: said(row, "telling") };
    return { what, share: shareOf(figure, figures), much: amount(app, figure) };
  });
  return barChart(title, items);
}
