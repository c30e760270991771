// A table that can be sorted, a page of rows at a time.
import { button, element } from "../base/dom.js";
import { isWeb, outside } from "../base/links.js";

const PAGE = 100;
const ASCENDING = { "": "none", "+": "ascending", "-": "descending" };

/**
 * A table in `root`. `show({ caption, columns, rows, cells, sort, onsort })` fills it: a column is { id, label,
 * cell(row) } and may have `headers` and `texts(row)` where it is several in a file; a cell is as
 * cells.js has them; `cells` are those of the rows where they are known already; `sort` is a column's
 * id, with a minus in front for descending order.
 */
export function createTable(app, root) {
  let shown = null;
  let order = [];
  let page = 0;
  let parts = {};

  const draw = ({ all = false } = {}) => {
    const first = all ? 0 : page * PAGE;
    const last = all ? order.length : Math.min(first + PAGE, order.length);
    const drawn = order.slice(first, last).map((index) => line(app, shown.columns, shown.cells[index]));
    parts.body.replaceChildren(...drawn);
    parts.pages.hidden = order.length <= PAGE;
    const [earlier, told, later] = parts.pages.children;
    told.textContent = app.word("table-rows", first + 1, last, order.length);
    earlier.disabled = first === 0;
    later.disabled = last === order.length;
  };

  const turn = (by) => {
    page += by;
    draw();
    parts.scroll.scrollTop = 0;
    parts.scroll.scrollIntoView({ block: "nearest" });
  };

  const sort = (by) => {
    shown.sort = by;
    order = sorted(shown.cells, shown.columns, by);
    page = 0;
    shown.columns.forEach((column, index) => {
      const sign = by === column.id ? "+" : by === `-${column.id}` ? "-" : "";
      parts.heads[index].setAttribute("aria-sort", ASCENDING[sign]);
    });
    draw();
  };

  // On paper there are no pages to turn
  addEventListener("beforeprint", () => shown && draw({ all: true }));
  addEventListener("afterprint", () => shown && draw());

  return {
    show({ caption, columns, rows, cells = cellsOf(columns, rows), sort: by = "", onsort = () => {} }) {
      shown = { columns, rows, cells, sort: by };
      const choose = (id) => {
        sort(shown.sort === id ? `-${id}` : id);
        onsort(shown.sort);
      };
      parts = frame(app, caption, columns, choose, turn);
      root.replaceChildren(parts.scroll, parts.pages);
      sort(by);
    },

    /** Sort by a column, as `show` takes it, what is shown. */
    sort: (by) => shown && shown.sort !== by && sort(by),

    clear() {
      shown = null;
      root.replaceChildren();
    },

    /** Headers and all rows, in the order shown, as texts. */
    texts() {
      const headers = shown.columns.flatMap((column) => column.headers ?? [column.label]);
      const rows = order.map((index) =>
        shown.columns.flatMap((column, place) =>
          column.texts ? column.texts(shown.rows[index]) : [shown.cells[index][place].text],
        ),
      );
      return [headers, ...rows];
    },
  };
}

/** The cells of rows, a list for each. */
export const cellsOf = (columns, rows) => rows.map((row) => columns.map((column) => column.cell(row)));

function frame(app, caption, columns, choose, turn) {
  const heads = columns.map((column) =>
    element(
      "th",
      { role: "columnheader", scope: "col", "aria-sort": "none", "data-column": column.id },
      button(column.label, () => choose(column.id), { class: "sort" }),
    ),
  );
  const body = element("tbody", { role: "rowgroup" });
  const table = element(
    "table",
    { class: "data", role: "table", "aria-label": caption },
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, heads)),
    body,
  );
  const scroll = element("div", { class: "sheet", role: "region", tabindex: "0", "aria-label": caption }, table);
  const pages = element(
    "nav",
    { class: "pages", "aria-label": app.word("table-pages") },
    button(app.word("table-earlier"), () => turn(-1)),
    element("span", { role: "status" }),
    button(app.word("table-later"), () => turn(1)),
  );
  return { scroll, pages, body, heads };
}

// The roles stay though the style of narrow screens makes cards of rows
const line = (app, columns, cells) =>
  element(
    "tr",
    { role: "row" },
    cells.map((cell, place) =>
      element(
        "td",
        {
          role: "cell",
          "data-label": columns[place].label,
          "data-column": columns[place].id,
          class: cell.number === undefined ? null : "number",
        },
        content(app, cell),
      ),
    ),
  );

function content(app, cell) {
  if (cell.receipt) return receipt(app, cell);
  if (!cell.text) return null;
  const named = { title: cell.title, lang: cell.lang, dir: "auto" };
  if (cell.show) return leading(app, cell.show, cell.text, { class: "link", ...named });
  if (cell.href && isWeb(cell.href)) return outside(cell.href, cell.text);
  return element("span", { text: cell.text, ...named });
}

/** What leads to a thing or claim: a link where it has an address (`app.address`), else a button. */
function leading(app, show, text, attributes) {
  const href = app.address?.(show);
  return href ? element("a", { href, text, ...attributes }) : button(text, () => app.show(show), attributes);
}

function receipt(app, { receipt: { place, before, quote, after }, show }) {
  return [
    element("span", { class: "words", lang: "zh-Hans", dir: "auto" }, before, element("mark", { text: quote }), after),
    " ",
    leading(app, show, place, { class: "link soft" }),
  ];
}

/** The order of rows by a column: numbers as numbers, texts as Chinese has them, empty cells last. */
function sorted(cells, columns, by) {
  const order = [...cells.keys()];
  const place = columns.findIndex(({ id }) => id === by.replace(/^-/, ""));
  if (place < 0) return order;
  const collator = new Intl.Collator("zh", { numeric: true });
  const direction = by.startsWith("-") ? -1 : 1;
  const key = order.map((index) => cells[index][place]).map(({ number, sort, text }) => number ?? sort ?? text);
  const compare = (one, other) => {
    if (key[one] === "" || key[other] === "") return Number(key[one] === "") - Number(key[other] === "");
    const numbers = [key[one], key[other]].map((value) => typeof value === "number");
    if (numbers[0] && numbers[1]) return direction * (key[one] - key[other]);
    if (numbers[0] !== numbers[1]) return direction * (numbers[0] ? -1 : 1);
    return direction * collator.compare(key[one], key[other]);
  };
  return order.sort((one, other) => compare(one, other) || one - other);
}
