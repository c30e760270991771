// The graph as plain tables: things, relations, figures; for reading, for screen readers and for print.
import { receiptColumn, thingCell } from "./cells.js";
import { remarks } from "./claims.js";
import { csvText } from "./csv.js";
import { button, download, element } from "./dom.js";
import { cellsOf, createTable } from "./table.js";
import { addWords } from "./words.js";

addWords({
  "list-which": ["哪个列表", "Which list"],
  "list-things": ["事物", "Things"],
  "list-relations": ["关系", "Relations"],
  "list-figures": ["数字", "Figures"],
  "list-filter": ["筛选", "Filter"],
  "list-filter-hint": ["任何文字的名称，或表中文字", "A name in any script, or words of the table"],
  "list-count": ["{}行，共{}行", "{} of {} rows"],
  "list-file": ["下载 CSV", "Download CSV"],
  "list-name": ["名称", "Name"],
  "list-names": ["其他名称", "Other names"],
  "list-class": ["类", "Class"],
  "list-claims": ["关系数", "Relations"],
  "list-numbers": ["数字数", "Figures"],
  "list-note": ["备注", "Note"],
  "list-id": ["标识", "Id"],
  "list-subject": ["主语", "Subject"],
  "list-relation": ["关系", "Relation"],
  "list-object": ["宾语", "Object"],
  "list-level": ["级别", "Level"],
  "list-date": ["日期", "Date"],
  "list-by": ["授予或批准", "By"],
  "list-remarks": ["说明", "Remarks"],
  "list-about": ["所属对象", "About"],
  "list-indicator": ["指标", "Indicator"],
  "list-value": ["数值", "Value"],
  "list-wording": ["原文写法", "Wording"],
  "list-unit": ["单位", "Unit"],
  "list-bound": ["界限", "Bound"],
  "list-period": ["时期", "Period"],
  "list-damaged": ["残损", "illegible"],
});

const LISTS = ["things", "relations", "figures"];
const COLUMNS = new Set(["level", "date", "edition"]); // of what is remarked of a claim, what has a column of its own
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
  const sheet = element("div");
  const table = createTable(app, sheet);
  root.append(element("div", { class: "lists" }, which, tools, sheet));
  let drawn = null; // the list, filter, sort and language on screen

  const draw = (now) => {
    const list = LISTS.includes(now.list) ? now.list : "things";
    const all = { things, relations, figures }[list](app);
    const { rows, cells } = narrowed(app, all, now.filter);
    told.textContent = app.word("list-count", rows.length, all.rows.length);
    table.show({
      caption: app.word(`list-${list}`),
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
        button(app.word(`list-${list}`), () => app.state.update({ list, sort: "" }), {
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
      const wanted = [now.list, now.filter, app.language()].join("\n");
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
function narrowed(app, { columns, rows, speaksOf }, text) {
  const wanted = text.trim().toLowerCase();
  const cells = cellsOf(columns, rows);
  if (!wanted) return { rows, cells };
  const named = new Set(app.search(text, { limit: app.model.things.size }).map(({ thing }) => thing.id));
  const says = (place) => cells[place].some((cell) => cell.text.toLowerCase().includes(wanted));
  const found = [...rows.keys()].filter((place) => speaksOf(rows[place]).some((id) => named.has(id)) || says(place));
  return { rows: found.map((place) => rows[place]), cells: found.map((place) => cells[place]) };
}

const plain = (app, id, text) => ({ id, label: app.word(`list-${id}`), cell: (row) => ({ text: text(row) ?? "" }) });

const numbers = (app, id, number) => ({
  id,
  label: app.word(`list-${id}`),
  cell(row) {
    const found = number(row);
    return found === undefined ? { text: "" } : { text: String(found), number: Number(found) };
  },
});

const linked = (app, id, thing) => ({ id, label: app.word(`list-${id}`), cell: (row) => thingCell(app, thing(row)) });

function things(app) {
  const names = (thing) => (thing.names ?? []).filter(([, kind]) => SHOWN_NAMES.has(kind)).map(([name]) => name);
  const others = (thing) => [...new Set(names(thing))].filter((name) => name !== app.name(thing.id));
  const columns = [
    linked(app, "name", (thing) => thing.id),
    plain(app, "class", (thing) => app.label(app.model.classes.get(thing.type))),
    plain(app, "names", (thing) => others(thing).join("; ")),
    numbers(app, "claims", (thing) => thing.claims.length),
    numbers(app, "numbers", (thing) => thing.figures.length),
    plain(app, "note", (thing) => thing.note),
    plain(app, "id", (thing) => thing.id),
  ];
  return { columns, rows: [...app.model.things.values()], speaksOf: (thing) => [thing.id] };
}

function relations(app) {
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
    plain(app, "date", (claim) =>
      [claim.date, claim.edition && app.word("edition", app.edition(claim.edition))].filter(Boolean).join("; "),
    ),
    plain(app, "by", by),
    receiptColumn(app, (claim) => claim),
  ];
  return { columns, rows: [...model.claims.values()], speaksOf: (claim) => [claim.subject, claim.object, ...claim.by] };
}

const otherRemarks = (app, claim) =>
  remarks(app, claim)
    .filter(([kind]) => !COLUMNS.has(kind))
    .map(([, text]) => text)
    .join("; ");

function figures(app) {
  const { model } = app;
  const columns = [
    linked(app, "about", (figure) => figure.about),
    plain(app, "indicator", (figure) => app.label(figure.indicator)),
    plain(app, "wording", (figure) => (figure.status === "damaged" ? app.word("list-damaged") : figure.text)),
    numbers(app, "value", (figure) => figure.value),
    plain(app, "unit", (figure) => figure.unit),
    plain(app, "bound", (figure) => app.label(model.tokens.bound.get(figure.bound))),
    plain(app, "period", (figure) => figure.period ?? figure.asOf),
    receiptColumn(app, (figure) => figure),
  ];
  return { columns, rows: [...model.figures.values()], speaksOf: (figure) => [figure.about] };
}
