// The figures of a thing: a table, and bars where several can be compared.
import { element } from "../base/dom.js";
import { barChart } from "./bars.js";
import { countedHeading, elsewhere, noteText } from "./claims.js";
import { receipt } from "./receipt.js";

/** The figures of a thing as a section. */
export const figureSection = (app, figures) =>
  element(
    "section",
    { class: "group figures" },
    countedHeading(app.heading("figures"), figures.length),
    comparable(figures).map((group) => chart(app, group)),
    element(
      "table",
      { class: "figures" },
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          ["indicator", "value", "when"].map((name) => element("th", { scope: "col", text: app.heading(name) })),
        ),
      ),
      element(
        "tbody",
        {},
        figures.flatMap((figure) => rows(app, figure)),
      ),
    ),
  );

function rows(app, figure) {
  const change = figure.changeOf && app.label(app.model.figures.get(figure.changeOf)?.indicator);
  const row = element(
    "tr",
    { "data-figure": figure.id },
    element(
      "th",
      { scope: "row" },
      app.label(figure.indicator),
      change && element("span", { class: "soft", text: app.word("change-of", change) }),
    ),
    element("td", {}, valueText(app, figure)),
    element("td", { text: whenOf(app, figure) }),
  );
  const proof = element(
    "tr",
    { class: "proof" },
    element(
      "td",
      { colspan: 3 },
      figure.note && element("p", { class: "note" }, app.word("remark"), noteText(app, figure.note)),
      receipt(app, figure, app.label(figure.indicator)),
      elsewhere(app, figure),
    ),
  );
  return [row, proof];
}

/** The value with its unit; the report's own wording under it, where it says it otherwise. */
function valueText(app, figure) {
  const wording = element("span", { class: "soft", lang: "zh-Hans", text: figure.text });
  if (figure.status === "damaged") return [app.word("illegible"), wording];
  if (!figure.value) return [element("span", { lang: "zh-Hans", text: figure.text })];
  const same = figure.text === `${figure.value}${app.unit(figure.unit)}`;
  return [...bounded(app, figure), same ? null : wording];
}

/** What a figure says, as short as can be: its value with its unit, else that it is illegible, else its wording. */
export function amount(app, figure) {
  if (figure.status === "damaged") return app.word("illegible");
  return figure.value ? bounded(app, figure) : element("span", { lang: "zh-Hans", text: figure.text });
}

/** The value with its unit, and how exact it is. */
function bounded(app, figure) {
  const bound = figure.bound && figure.bound !== "exactly" && app.label(app.model.tokens.bound.get(figure.bound));
  const space = app.language() === "zh" ? "" : " ";
  return [bound ? `${bound}${space}` : "", ...shown(app, figure)];
}

/** A number and its unit as the reader's language writes them. */
function shown(app, figure) {
  const number = Number(figure.value).toLocaleString(app.language() === "zh" ? "zh-CN" : "en-GB", {
    maximumFractionDigits: 10,
  });
  const space = figure.unit === "percent" ? "" : "\u202f";
  const lang = figure.unit && app.unit(figure.unit) === figure.unit ? "zh-Hans" : null;
  return [number, space, element("span", { lang, text: app.unit(figure.unit, figure.value) })];
}

export function whenOf(app, figure) {
  const asOf = figure.asOf && app.word("as-of-day", figure.asOf);
  return [figure.period, asOf].filter(Boolean).join(app.word("comma"));
}

/**
 * The groups of figures that bars can compare: two or more values of one unit, no changes among
 * them (a rate of growth is no amount). Where all are of one indicator they are in the order of time.
 */
function comparable(figures) {
  const units = new Map();
  for (const figure of figures) {
    const number = Number(figure.value);
    if (!figure.value || figure.changeOf || !Number.isFinite(number) || number < 0) continue;
    units.set(figure.unit, [...(units.get(figure.unit) ?? []), figure]);
  }
  return [...units.values()]
    .filter((group) => group.length > 1 && group.some(({ value }) => Number(value) > 0))
    .map((group) => (overTime(group) ? [...group].sort((a, b) => compare(timeOf(a), timeOf(b))) : group));
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const timeOf = (figure) => figure.asOf || figure.period || "";
const indicatorOf = ({ indicator }) => `${indicator?.zh} ${indicator?.en}`;
const overTime = (group) => new Set(group.map(indicatorOf)).size === 1;

/** How long the bar of a figure is among others of its unit, from 0 to 1; shares are bars of a hundred; null for none. */
export function shareOf({ value, unit }, figures) {
  const number = Number(value);
  if (!value || !Number.isFinite(number) || number < 0) return null;
  const numbers = figures.map((figure) => Number(figure.value)).filter(Number.isFinite);
  return number / (Math.max(...numbers, unit === "percent" ? 100 : 0) || 1);
}

/** The bars of figures that can be compared; where they are of several reports, each says of which. */
function chart(app, group) {
  const [{ unit: token = "", indicator }] = group;
  const unit = app.unit(token);
  const one = overTime(group);
  const title = one ? app.word("compared-over-time", app.label(indicator), unit) : app.word("compared", unit);
  const several = new Set(group.map(({ report }) => report)).size > 1;
  const items = group.map((figure) => ({
    what: [
      one ? whenOf(app, figure) || app.word("not-dated") : app.label(figure.indicator),
      ...(several ? [app.reportMark(figure.report)] : []),
    ].join(app.word("between")),
    share: shareOf(figure, group),
    much: shown(app, figure),
  }));
  return barChart(title, items);
}
