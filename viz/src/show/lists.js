// The graph as plain tables: things, relations, figures; for reading, for screen readers and for print.

import { emptied } from "../base/chips.js";
import { csvText } from "../base/csv.js";
import { button, download, element } from "../base/dom.js";
import { NARROWING } from "../base/narrowing.js";
import { FUZZY } from "../find/search.js";
import { receiptColumn, thingCell } from "./cells.js";
import { remarks } from "./claims.js";
import { cellsOf, createTable } from "./table.js";

const LISTS = ["things", "relations", "figures"];
const COLUMNS = new Set(["level", "date", "round", "of-year"]); // of what is remarked of a claim, what has a column of its own
const HEADS = { names: "other-names", claims: "relation-count", numbers: "figure-count", wording: "as-written" };
const SHOWN_NAMES = new Set(["label", "alias", "mention"]);

/** The tab of lists. */
export function createLists(app, root) {
  const which = element("div", { class: "tools by", role: "group" });
  const label = element("label", { for: "list-filter" });
  const filter = element("input", {
    id: "list-filter",
    type: "search",
    autocomplete: "off",
    oninput: () => app.state.update({ filter: filter.value }, { quiet: true }),
  });
  const told = element("p", { class: "soft", role: "status" });
  const tools = element("div", { class: "tools" }, label, filter, told);
  const reason = element("div");
  const sheet = element("div");
  const table = createTable(app, sheet);
  root.append(element("div", { class: "lists" }, which, tools, reason, sheet));
  let drawn = null; // the list, filter, sort and language on screen

  const draw = (now) => {
    const list = LISTS.includes(now.list) ? now.list : "things";
    const listed = (narrowing) => {
      const all = { things, relations, figures }[list](app, narrowing);
      return { all, ...filtered(app, all, now.filter, narrowing) };
    };
    const { all, rows, cells } = listed(app.narrowing());
    told.textContent = app.word("list-count", rows.length, all.rows.length);
    reason.replaceChildren((!rows.length && emptied(app, (narrowing) => listed(narrowing).rows.length > 0)) || "");
    table.show({
      caption: app.heading(list),
      columns: all.columns,
      rows,
      cells,
      sort: now.sort,
      onsort: (sort) => app.state.update({ sort }, { quiet: true }),
    });
  };

  const drawTools = (now) => {
    which.setAttribute("aria-label", app.word("list-which"));
    const focused = which.contains(document.activeElement) && document.activeElement.dataset.list;
    which.replaceChildren(
      ...LISTS.map((list) =>
        button(app.heading(list), () => app.state.update({ list, sort: "" }), {
          "data-list": list,
          "aria-pressed": String(now.list === list),
        }),
      ),
    );
    which.querySelector(`[data-list="${focused}"]`)?.focus();
    label.textContent = app.word("list-filter");
    filter.placeholder = app.word("list-filter-hint");
    if (filter.value !== now.filter) filter.value = now.filter;
    tools.querySelector(".file-csv")?.remove();
    tools.append(
      button(app.word("list-file"), () => download(`${now.list}.csv`, `\ufeff${csvText(table.texts())}`, "text/csv"), {
        class: "file-csv",
      }),
    );
  };

  return {
    render(now, before) {
      if (now.tab !== "list") return;
      const wanted = [
        now.list,
        now.filter,
        now.statedOnly,
        ...NARROWING.map((field) => now[field]),
        app.language(),
      ].join("\n");
      if (before && drawn === wanted && before.sort === now.sort) return;
      if (drawn !== wanted || !before) {
        if (!before || before.list !== now.list || before.lang !== now.lang || drawn === null) drawTools(now);
        if (filter.value !== now.filter) filter.value = now.filter;
        draw(now);
      } else table.sort(now.sort);
      drawn = wanted;
    },
  };
}

/** The rows in which a text stands, or that speak of a thing with such a name in any script; and their cells. */
function filtered(app, { columns, rows, speaksOf }, text, narrowing) {
  const wanted = text.trim().toLowerCase();
  const cells = cellsOf(columns, rows);
  if (!wanted) return { rows, cells };
  const hits = app.search(text, { limit: app.model.things.size, narrowing }).filter(({ rank }) => rank < FUZZY);
  const named = new Set(hits.map(({ thing }) => thing.id));
  const says = (place) => cells[place].some((cell) => cell.text.toLowerCase().includes(wanted));
  const found = [...rows.keys()].filter((place) => speaksOf(rows[place]).some((id) => named.has(id)) || says(place));
  return { rows: found.map((place) => rows[place]), cells: found.map((place) => cells[place]) };
}

/** The head of a column: its own id is the word, where it is one. */
const head = (app, id) => app.heading(HEADS[id] ?? id);

const plain = (app, id, text) => ({ id, label: head(app, id), cell: (row) => ({ text: text(row) ?? "" }) });

const numbers = (app, id, number) => ({
  id,
  label: head(app, id),
  cell(row) {
    const found = number(row);
    return found === undefined ? { text: "" } : { text: String(found), number: Number(found) };
  },
});

const linked = (app, id, thing) => ({ id, label: head(app, id), cell: (row) => thingCell(app, thing(row)) });

/** The column that tells whose report, where there are several. */
const reportColumn = (app, reports) =>
  app.several ? [plain(app, "report", (row) => reports(row).map(app.reportMark).join("; "))] : [];

/** A column that a file lacks, since the receipt has the same. */
const shownAlone = (column) => ({ ...column, headers: [], texts: () => [] });

function things(app, narrowing) {
  const names = (thing) => (thing.names ?? []).filter(([, kind]) => SHOWN_NAMES.has(kind)).map(([name]) => name);
  const others = (thing) => [...new Set(names(thing))].filter((name) => name !== app.name(thing.id));
  const columns = [
    linked(app, "name", (thing) => thing.id),
    plain(app, "class", (thing) => app.label(app.model.classes.get(thing.type))),
    plain(app, "names", (thing) => others(thing).join("; ")),
    numbers(app, "claims", (thing) => app.told(thing.claims, narrowing).length),
    numbers(app, "numbers", (thing) => app.told(thing.figures, narrowing).length),
    ...reportColumn(app, ({ reports }) => reports),
    plain(app, "note", (thing) => thing.note && app.label(thing.note)),
    plain(app, "id", (thing) => thing.id),
  ];
  const rows = [...app.model.things.values()].filter((thing) => app.stands(thing, narrowing));
  return { columns, rows, speaksOf: (thing) => [thing.id] };
}

function relations(app, narrowing) {
  const { model } = app;
  const by = (claim) => claim.by.map((id) => app.name(id)).join(app.word("between"));
  const columns = [
    linked(app, "subject", (claim) => claim.subject),
    {
      ...plain(app, "relation"),
      cell: (claim) => ({ text: app.label(model.predicates.get(claim.predicate)), show: { claim: claim.id } }),
    },
    linked(app, "object", (claim) => claim.object),
    plain(app, "remarks", (claim) => otherRemarks(app, claim)),
    plain(app, "level", (claim) => app.label(model.tokens.level.get(claim.level))),
    plain(app, "date", (claim) => when(app, claim)),
    plain(app, "by", by),
    plain(app, "note", (claim) => claim.note && app.label(claim.note)),
    ...reportColumn(app, ({ report }) => [report]).map(shownAlone),
    receiptColumn(app, (claim) => claim),
  ];
  const rows = app.stated([...model.claims.values()], narrowing);
  return { columns, rows, speaksOf: (claim) => [claim.subject, claim.object, ...claim.by] };
}

const WHEN = new Set(["date", "round", "of-year"]);

const when = (app, claim) => {
  const said = remarks(app, claim).filter(([kind]) => WHEN.has(kind));
  return said.map(([, text]) => text).join("; ");
};

const otherRemarks = (app, claim) =>
  remarks(app, claim)
    .filter(([kind]) => !COLUMNS.has(kind))
    .map(([, text]) => text)
    .join("; ");

function figures(app, narrowing) {
  const { model } = app;
  const columns = [
    linked(app, "about", (figure) => figure.about),
    plain(app, "indicator", (figure) => app.label(figure.indicator)),
    plain(app, "wording", (figure) => (figure.status === "damaged" ? app.word("damaged") : figure.text)),
    numbers(app, "value", (figure) => figure.value),
    plain(app, "unit", (figure) => app.unit(figure.unit)),
    plain(app, "bound", (figure) => app.label(model.tokens.bound.get(figure.bound))),
    plain(app, "period", (figure) => figure.period),
    plain(app, "as-of", (figure) => figure.asOf),
    ...reportColumn(app, ({ report }) => [report]).map(shownAlone),
    receiptColumn(app, (figure) => figure),
  ];
  return { columns, rows: app.told([...model.figures.values()], narrowing), speaksOf: (figure) => [figure.about] };
}
