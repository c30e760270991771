// What stands in the cells of tables: terms, things, claims and receipts in the reader's language.
import { compress, idOf } from "../base/iris.js";
import { written } from "../base/terms.js";
import { LANGUAGE_TAGS, langOf } from "../base/words.js";
import { sentence } from "./claims.js";

const NUMBER = /#(integer|decimal|double|float|int|long|short|byte|(non|un|posi|nega)\w+)$/;

/**
 * A term of SPARQL JSON as a cell: { text, number, lang, show, href, title }, of which only the text
 * must be there. `labels` holds those of IRIs that are no things, by language tag.
 */
export function termCell(app, term, labels = new Map()) {
  if (!term) return { text: "" };
  if (term.type === "uri") return iriCell(app, term.value, labels);
  if (term.type !== "literal") return { text: written(term, { iri: (value) => compress(app.model, value) }) };
  const number = NUMBER.test(term.datatype ?? "") ? Number(term.value) : undefined;
  return { text: term.value, number, lang: term["xml:lang"] };
}

function iriCell(app, iri, labels) {
  const { model } = app;
  const id = idOf(model, iri);
  if (model.things.has(id)) return thingCell(app, id);
  if (model.claims.has(id)) return { text: sentence(app, model.claims.get(id)), show: { claim: id }, title: iri };
  if (model.figures.has(id)) return figureCell(app, model.figures.get(id));
  const label = labels.get(iri)?.[LANGUAGE_TAGS[app.language()].toLowerCase()];
  if (label) return { text: label, title: iri };
  const text = compress(model, iri);
  return text === iri ? { text, href: iri } : { text, title: iri };
}

/** A thing as a cell that leads to it. */
export const thingCell = (app, id) => ({ text: app.name(id), lang: langOf(app, id), show: { thing: id } });

const figureCell = (app, figure) => ({
  text: `${app.label(figure.indicator)}: ${figure.text ?? ""}`,
  show: { thing: figure.about },
});

/** The claim or figure that an IRI names, if any. */
export function recordOf(model, iri) {
  const id = idOf(model, iri);
  return model.claims.get(id) ?? model.figures.get(id);
}

/** The column of receipts: `record(row)` is a claim, a figure or undefined. */
export function receiptColumn(app, record) {
  const parts = (found) => {
    const report = app.model.reports[found.report];
    return [app.label(report) || found.report, app.label(report?.sections?.[found.section]), found.quote ?? ""];
  };
  return {
    id: "receipt",
    label: app.heading("receipt"),
    headers: ["report", "section", "quote"].map((name) => app.heading(name)),
    texts: (row) => (record(row) ? parts(record(row)) : ["", "", ""]),
    cell(row) {
      const found = record(row);
      if (!found) return { text: "" };
      const [report, section, quote] = parts(found);
      const show = app.model.claims.has(found.id) ? { claim: found.id } : { thing: found.about };
      const receipt = {
        place: [report, section].filter(Boolean).join(app.word("comma")),
        before: found.before ?? "",
        quote,
        after: found.after ?? "",
      };
      return { text: `${receipt.place} ${quote}`, sort: found.id, show, receipt };
    },
  };
}
