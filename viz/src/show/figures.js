// The figures of a thing: a table, and bars where several can be compared.
import { drawing, element } from "../base/dom.js";
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
  const value = shown(app, figure);
  const bound = figure.bound && figure.bound !== "exactly" && app.label(app.model.tokens.bound.get(figure.bound));
  const space = app.language() === "zh" ? "" : " ";
  const same = figure.text === `${figure.value}${app.unit(figure.unit)}`;
  return [bound ? `${bound}${space}` : "", ...value, same ? null : wording];
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

function whenOf(app, figure) {
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

/** Bars from zero, each with its words and its value beside it; shares are bars of a hundred. */
function chart(app, group) {
  const [{ unit: token = "", indicator }] = group;
  const greatest = Math.max(...group.map(({ value }) => Number(value)), token === "percent" ? 100 : 0);
  const unit = app.unit(token);
  const one = overTime(group);
  const title = one ? app.word("compared-over-time", app.label(indicator), unit) : app.word("compared", unit);
  const what = (figure) => (one ? whenOf(app, figure) || app.word("not-dated") : app.label(figure.indicator));
  return element(
    "figure",
    { class: "chart" },
    element("figcaption", { text: title }),
    element(
      "ul",
      {},
      group.map((figure) =>
        element(
          "li",
          {},
          element("span", { class: "what", text: what(figure) }),
          element(
            "span",
            { class: "bar" },
            bar(Number(figure.value) / greatest),
            element("span", { class: "much" }, shown(app, figure)),
          ),
        ),
      ),
    ),
  );
}

const bar = (share) =>
  drawing(
    "svg",
    { "aria-hidden": "true", width: "70%", height: 14 },
    drawing("rect", { class: "track", width: "100%", height: 14, rx: 2 }),
    drawing("rect", { class: "much", width: `${(100 * share).toFixed(2)}%`, height: 14, rx: 2 }),
  );
