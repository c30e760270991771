// The answer to a query: a table, a word, or triples; to take along, and to see in the graph.
import { emptied } from "../base/chips.js";
import { csvText, exactCsv, exactTsv } from "../base/csv.js";
import { button, download, element } from "../base/dom.js";
import { idOf } from "../base/iris.js";
import { isStated } from "../base/model.js";
import { receiptColumn, recordOf, termCell } from "../show/cells.js";
import { dated } from "../show/claims.js";
import { comparison, isComparing } from "../show/compared.js";
import { createTable } from "../show/table.js";

// The variables that hold a solution's claim or figure, and those of more that it rests on, as in kg/lookup/ask.py
const RECORD = "claim";
const RECORDS = "records";
const SOURCES = new Set(["place", "report"]); // columns that tell whose a solution is
const BOOLEANS = new Map([
  ["true", "yes"],
  ["false", "no"],
]);
const TRIPLE = { subject: "subject", predicate: "predicate-of-triple", object: "object" };
const TYPES = { csv: "text/csv", tsv: "text/tab-separated-values", json: "application/json", sheet: "text/csv" };

/** The region of answers in `root`: `wait`, `show` or `tell` a problem, and `draw` anew in another language. */
export function createResults(app, root) {
  const status = element("p", { class: "told", role: "status" });
  const tools = element("div", { class: "tools" });
  const notes = element("ul", { class: "hints" });
  const charts = element("div");
  const sheet = element("div");
  const table = createTable(app, sheet);
  let now = () => {};

  root.append(element("div", { class: "answer-head" }, status, tools), notes, charts, sheet);

  const fill = (told, ...buttons) => {
    status.replaceChildren(told);
    tools.replaceChildren(...buttons.filter(Boolean));
    notes.replaceChildren();
    charts.replaceChildren();
  };

  /** Why the answer may be empty. */
  const explain = ({ hints = [] }) =>
    notes.replaceChildren(...hints.map((hint) => element("li", { text: said(app, hint) })));

  const draw = (next) => {
    now = next;
    next();
  };

  const solutions = (answer, labels, context) => () => {
    const { columns, rows } = columnsOf(app, answer, labels, context);
    const time = app.word("answer-milliseconds", answer.milliseconds.toFixed(answer.milliseconds < 10 ? 1 : 0));
    fill(counted(app, answer, rows.length, time), ...files(table, context, answer, app), subgraph(app, answer));
    explain(context);
    if (!rows.length) {
      charts.replaceChildren((context.question && emptied(app)) || "");
      return table.clear();
    }
    const chart = context.question && isComparing(context.question) && comparison(app, rows, labels);
    if (chart) charts.replaceChildren(chart);
    const { order } = app.state.get();
    const caption = context.question ? app.label(context.question.title) : app.word("answer");
    table.show({
      caption,
      columns,
      rows,
      sort: order,
      onsort: (by) => app.state.update({ order: by }, { quiet: true }),
    });
  };

  const boolean = (answer, context) => () => {
    const time = app.word("answer-milliseconds", answer.milliseconds.toFixed(1));
    fill(
      element(
        "span",
        {},
        element("strong", { text: app.word(answer.value ? "answer-true" : "answer-false") }),
        " ",
        app.word("answer-word", time),
      ),
    );
    explain(context);
    table.clear();
  };

  return {
    clear: () =>
      draw(() => {
        fill("");
        table.clear();
      }),

    /** The engine is starting or running. */
    wait: () =>
      draw(() => {
        const name = app.engine.state() === "running" ? "answer-running" : "answer-starting";
        fill(
          app.word(name),
          button(app.word("answer-stop"), () => app.engine.stop(), { class: "stop" }),
        );
      }),

    /** Why there is no answer. */
    tell: (problem) =>
      draw(() => {
        const said = app.word(`problem-${problem.kind}`, ...problem.values);
        const placed = problem.line ? app.word("answer-place", problem.line, problem.column, said) : said;
        fill(element("span", { class: "problem", text: placed }));
        table.clear();
      }),

    /**
     * An answer of the engine, with the `labels` of IRIs that the page does not know. Of a question of
     * the catalogue the context is { question, given }; of another, `hints` say why it may be empty.
     */
    show: (answer, labels, context = {}) =>
      draw(answer.kind === "boolean" ? boolean(answer, context) : solutions(answer, labels, context)),

    draw: () => now(),

    /** Sort the rows of an answer by a column, as a table takes it. */
    sort: table.sort,
  };
}

/** The IRIs in an answer that are neither things nor claims nor figures of the page. */
export function unknownIris(model, answer) {
  const terms = answer.kind === "graph" ? answer.triples.flat() : (answer.bindings ?? []).flatMap(Object.values);
  const iris = new Set(terms.filter(({ type }) => type === "uri").map(({ value }) => value));
  return [...iris].filter((iri) => !model.things.has(idOf(model, iri)) && !recordOf(model, iri));
}

/** A hint of the engine as a line of text. */
function said(app, { kind, values, near }) {
  const meant = near.length ? app.word("hint-near", near.join(app.word("hint-or"))) : "";
  return app.heading("hint-empty", app.word(`hint-${kind}`, ...values) + meant);
}

function counted(app, answer, count, time) {
  if (answer.kind === "graph" && count) return app.word("answer-triples", count, time);
  if (count === 0) return app.word("answer-none", time);
  return count === 1 ? app.word("answer-row", time) : app.word("answer-rows", count, time);
}

function columnsOf(app, answer, labels, context) {
  if (answer.kind === "graph") return triplesAsColumns(app, answer, labels);
  const { question, given = {} } = context;
  const isShown = (name) =>
    name in question.columns || (isParameter(question, name) && answer.bindings.some((row) => name in row));
  const used = answer.variables.filter((name) => !question || (name !== RECORD && !(name in given) && isShown(name)));
  const records = new Map(answer.bindings.map((row) => [row, recordsOf(app.model, row)]));
  const only = question && !question.counts && app.state.get().statedOnly;
  const rests = (row) => records.get(row).every((record) => !record.marks || isStated(record));
  const bindings = only ? answer.bindings.filter(rests) : answer.bindings;
  const columns = used.map((name) => ({
    id: name,
    label: question ? columnLabel(app, question, name) : name,
    cell: (row) => {
      const cell = termCell(app, row[name], labels);
      if (question && name === "basis") return { ...cell, text: app.basis(cell.text) };
      if (question && BOOLEANS.has(cell.text)) return { ...cell, text: app.word(BOOLEANS.get(cell.text)) };
      if (question && name === "round") return { ...cell, text: app.round(cell.text) };
      const basis = question && name === "date" && records.get(row).find((record) => record.date_basis)?.date_basis;
      return basis ? { ...cell, text: dated(app, cell.text, basis) } : cell;
    },
  }));
  columns.push(...besides(app, bindings, records, Boolean(question) && !used.some((name) => SOURCES.has(name))));
  const record = recordIn(app.model, answer);
  if (record) columns.push(receiptColumn(app, (row) => row[record] && recordOf(app.model, row[record].value)));
  return { columns, rows: bindings };
}

const isParameter = (question, name) => question.parameters.some((parameter) => parameter.name === name);

/** The claims and figures that a solution rests on, that of RECORD first. */
export function recordsOf(model, row) {
  const { [RECORD]: first, [RECORDS]: listed, ...others } = row;
  const iris = [first, ...Object.values(others)].filter((term) => term?.type === "uri").map(({ value }) => value);
  const found = [...iris, ...(listed?.value.split(" ") ?? [])].map((iri) => recordOf(model, iri));
  return [...new Set(found)].filter(Boolean);
}

/**
 * What is said beside the records of a solution, where any has it: the report's verbs, their marks, their notes; and whose
 * reports they are of where these are several, unless a column tells (`isUntold`).
 */
function besides(app, rows, records, isUntold) {
  const reports = (found) => [...new Set(found.map(({ report }) => report))];
  const several = isUntold && new Set(rows.flatMap((row) => reports(records.get(row)))).size > 1;
  const whose = (found) => (several ? reports(found).map(app.reportMark).join(app.word("between")) : "");
  const marks = (found) => {
    const told = new Set(found.flatMap((record) => record.marks ?? []));
    const words = app.model.marks.filter((mark) => told.has(mark)).map((mark) => app.mark(mark));
    return words.join(app.word("between"));
  };
  const verbs = (found) => [...new Set(found.map(({ verb }) => verb))].filter(Boolean).sort().join(app.word("between"));
  const notes = (found) => [...new Set(found.map(({ note }) => note && app.label(note)))].filter(Boolean).join(" ");
  return [
    ["verb", verbs],
    ["marks", marks],
    ["note", notes],
    ["told-by", whose],
  ]
    .map(([id, text]) => ({ id, label: app.heading(id), cell: (row) => ({ text: text(records.get(row)) }) }))
    .filter(({ cell }) => rows.some((row) => cell(row).text));
}

/** What a column of an answer means, be it a parameter or not. */
const columnLabel = (app, question, name) =>
  app.label(question.columns[name] ?? question.parameters.find((parameter) => parameter.name === name)?.label) || name;

/** The first variable that is bound to a claim or figure, for the receipts. */
function recordIn(model, { variables, bindings }) {
  const records = (name) => bindings.some((row) => row[name]?.type === "uri" && recordOf(model, row[name].value));
  return [RECORD, ...variables].find((name) => variables.includes(name) && records(name));
}

function triplesAsColumns(app, { triples }, labels) {
  const columns = Object.entries(TRIPLE).map(([id, name], place) => ({
    id,
    label: app.heading(name),
    cell: (triple) => termCell(app, triple[place], labels),
  }));
  return { columns, rows: triples };
}

/** Solutions exactly as SPARQL has them, and the table for a spreadsheet; of a question or of triples, the table. */
function files(table, { question, text }, answer, app) {
  const name = question?.name ?? "answer";
  const offer = (kind, content, extension = kind, said = kind.toUpperCase()) =>
    button(said, () => download(`${name}.${extension}`, content(), TYPES[kind]), {
      class: `file-${kind}`,
      "aria-label": app.word("answer-file", said),
    });
  const sheet = () => `\ufeff${csvText(table.texts())}`;
  const raw =
    answer.kind === "graph"
      ? () => answer.triples.map(([subject, predicate, object]) => ({ subject, predicate, object }))
      : () => ({ head: { vars: answer.variables }, results: { bindings: answer.bindings } });
  const count = (answer.triples ?? answer.bindings).length;
  const json = offer("json", () => `${JSON.stringify(raw(), null, 1)}\n`);
  const lie = app.engine.files?.(text, answer); // where the engine itself writes them
  if (lie) {
    const links = lie.map(({ extension, ...link }) =>
      element("a", { class: `file-${extension}`, download: `${name}.${extension}`, ...link }),
    );
    return [...links, count > 0 && offer("sheet", sheet, "csv", app.word("answer-sheet"))];
  }
  if (question || answer.kind === "graph") {
    return [count > 0 && offer("csv", sheet), count > 0 && offer("tsv", () => csvText(table.texts(), "\t")), json];
  }
  return [
    offer("csv", () => exactCsv(answer)),
    offer("tsv", () => exactTsv(answer)),
    json,
    count > 0 && offer("sheet", sheet, "csv", app.word("answer-sheet")),
  ];
}

/** A button that shows the things and claims of an answer in the graph, where there are any. */
function subgraph(app, answer) {
  const terms = answer.kind === "graph" ? answer.triples.flat() : answer.bindings.flatMap(Object.values);
  const { model } = app;
  const found = new Set();
  for (const { type, value } of terms) {
    if (type !== "uri") continue;
    const id = idOf(model, value);
    const claim = model.claims.get(id);
    if (model.things.has(id)) found.add(id);
    if (claim) [claim.subject, claim.object].filter((end) => model.things.has(end)).forEach((end) => found.add(end));
  }
  if (!found.size || !app.canvas?.showOnly) return null;
  return button(app.word("answer-graph"), () => app.canvas.showOnly([...found]), { class: "subgraph" });
}
