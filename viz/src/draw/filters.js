// The legend, whose entries switch classes, predicates and levels on and off, and the filters of claims.
import { chips } from "../base/chips.js";
import { button, element } from "../base/dom.js";
import { groupOf } from "../base/model.js";
import { NARROWING } from "../base/narrowing.js";
import { FIRST_VIEW, isSparql } from "../base/state.js";
import { entry, shape } from "./legend.js";
import { createNarrow } from "./narrow.js";
import { NO_LEVEL } from "./visible.js";

export function createFilters(app, root) {
  const { model, state } = app;
  const count = (values) =>
    values.reduce((counts, value) => counts.set(value, (counts.get(value) ?? 0) + 1), new Map());
  const [things, claims] = [[...model.things.values()], [...model.claims.values()]];
  const ofThings = (key) => [count(things.map(key)), () => count(things.filter((thing) => app.stands(thing)).map(key))];
  const ofClaims = (key) => [count(claims.map(key)), () => count(app.told(claims).map(key))];
  const groups = ofThings((thing) => groupOf(model, thing));
  const predicates = ofClaims(({ predicate }) => predicate);
  const levels = ofClaims(({ level }) => level ?? NO_LEVEL);
  const narrow = createNarrow(app);
  const held = new Map(); // which parts were open last
  let unfolded; // whether all of it was open last, where it was drawn
  const status = element("p", { class: "soft", role: "status" });

  const legends = () => [
    [
      "noclass",
      app.word("classes"),
      groups,
      (id) => app.label(model.classes.get(id)),
      (id) => shape(model.classes.get(id)),
      true,
    ],
    [
      "nolevel",
      app.word("levels"),
      levels,
      (id) => (id === NO_LEVEL ? app.word("no-level") : app.label(model.tokens.level.get(id))),
      null,
      false,
    ],
    ["nopredicate", app.heading("relations"), predicates, (id) => app.label(model.predicates.get(id)), null, false],
  ];

  /** What can be switched, by how much there is of it, told as the page is narrowed. */
  function legend([field, title, [counts, narrowed], label, mark, open]) {
    const here = narrowed();
    const off = state.get()[field];
    const ids = order(field, counts);
    const entries = ids.map((id) => {
      const name = label(id);
      const box = element("input", {
        type: "checkbox",
        checked: !off.includes(id),
        "data-id": id,
        onchange: (event) =>
          state.update({ [field]: event.target.checked ? without(field, id) : [...state.get()[field], id] }),
      });
      const only = () => state.update({ [field]: ids.filter((other) => other !== id) });
      return entry(app, box, name, here.get(id) ?? 0, only, mark?.(id));
    });
    return element(
      "details",
      { "data-field": field, open: open || off.length > 0 },
      element("summary", { text: title }),
      element("ul", { class: "legend" }, entries),
      off.length > 0 && button(app.word("all"), () => state.update({ [field]: [] }), { class: "quiet" }),
    );
  }

  const without = (field, id) => state.get()[field].filter((other) => other !== id);

  const order = (field, counts) =>
    field === "nolevel"
      ? [...model.tokens.level.keys(), NO_LEVEL].filter((id) => counts.has(id))
      : [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1));

  function select(field, title, values) {
    const chosen = element(
      "select",
      { onchange: (event) => state.update({ [field]: event.target.value }) },
      element("option", { value: "", text: app.word("any") }),
      values.map(([value, text]) => element("option", { value, text, selected: state.get()[field] === value })),
    );
    return element("label", { class: "field" }, element("span", { text: title }), chosen);
  }

  function toggle(field, title) {
    const box = element("input", {
      type: "checkbox",
      id: field,
      checked: state.get()[field] === "1",
      onchange: (event) => state.update({ [field]: event.target.checked ? "1" : "" }),
    });
    return element("label", { class: "switch" }, box, title);
  }

  function draw() {
    const tokens = (scheme) => [...model.tokens[scheme].values()].map((token) => [token.id, app.label(token)]);
    for (const { dataset, open } of root.querySelectorAll("details[data-field]")) held.set(dataset.field, open);
    unfolded = root.querySelector("#filter-fold")?.open ?? unfolded;
    const whole = state.get().tab === "graph";
    const parts = [
      ...(app.several ? [narrow.reports()] : []),
      narrow.fields(),
      ...(whole ? legends().map(legend) : []),
    ];
    for (const part of parts) part.open = held.get(part.dataset.field) || part.open;
    const chosen = chips(app) || "";
    if (!whole) return root.replaceChildren(...parts, chosen);
    const open = unfolded ?? matchMedia("(min-width: 64rem)").matches; // a small screen shows the graph first
    root.replaceChildren(
      chosen,
      element(
        "details",
        { id: "filter-fold", open },
        element("summary", { text: app.word("filters") }),
        status,
        ...parts,
        toggle("datedOnly", app.word("dated-only")),
        toggle("statedOnly", app.word("stated-only")),
        select("stated", app.word("stated"), tokens("statedness")),
        select("says", app.word("says"), tokens("standpoint")),
        button(app.word("reset"), () => state.update(FIRST_VIEW), { id: "reset" }),
      ),
    );
  }

  return {
    render(now, before) {
      root.hidden = now.tab === "ask" && isSparql(now); // who writes a query narrows it there
      const fields = [...NARROWING, ..."lang,noclass,nopredicate,nolevel,datedOnly,statedOnly,stated,says".split(",")];
      const isWhole = ({ tab }) => tab === "graph";
      if (!before || isWhole(now) !== isWhole(before) || fields.some((field) => now[field] !== before[field])) redraw();
    },
    tell(shown) {
      status.replaceChildren(
        app.word("shown", shown.things.size, shown.claims.length),
        shown.cut ? app.word("cut", shown.cut) : "",
      );
    },
  };

  /** Draw anew, and give the focus back to the control that had it. */
  function redraw() {
    const active = root.contains(document.activeElement) ? path(document.activeElement) : null;
    draw();
    if (active) root.querySelectorAll(active.tag)[active.nth]?.focus();
  }

  function path(node) {
    const tag = node.tagName;
    return { tag, nth: [...root.querySelectorAll(tag)].indexOf(node) };
  }
}
