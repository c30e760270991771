// A field that takes one thing: what is typed is looked for among the names (WAI-ARIA combobox).
import { element } from "./dom.js";
import { addWords } from "./words.js";

addWords({
  "combo-none": ["没有找到：{}", "Nothing is called {}"],
  "combo-hits": ["{}个候选，用上下方向键选择", "{} found; choose with the arrow keys"],
});

const MOST = 12;

/**
 * A combobox over `app.search`, for things that `accepts` admits. `value` is the id that it holds at
 * first. Returns { field, value(), set(id) }; `onchange` is told of each choice.
 */
export function createCombobox(app, { id, accepts, value = "", required = false, describedby, onchange = () => {} }) {
  let chosen = value;
  let hits = [];
  let active = -1;

  const list = element("ul", { id: `${id}-list`, role: "listbox", class: "choices", hidden: true, "aria-labelledby": `${id}-label` });
  const input = element("input", {
    id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list",
    "aria-expanded": "false", "aria-controls": list.id, "aria-describedby": describedby, "aria-required": String(required),
    oninput: () => (take(""), open()),
    onkeydown: (event) => press(event),
    onblur: () => settle(),
  });
  const field = element("div", { class: "combo" }, input, list);

  const take = (next) => {
    if (next === chosen) return;
    chosen = next;
    onchange(chosen);
  };

  const open = () => {
    const text = input.value.trim();
    hits = text ? app.search(text, { limit: MOST, accepts }) : [];
    if (text) app.announce(hits.length ? app.word("combo-hits", hits.length) : app.word("combo-none", text));
    list.replaceChildren(...hits.map(option));
    point(-1);
    list.hidden = hits.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const option = ({ thing, name }, index) =>
    element("li", {
      id: `${id}-${index}`, role: "option", "aria-selected": "false",
      onmousedown: (event) => (event.preventDefault(), choose(index)),
    }, element("span", { text: app.name(thing.id), dir: "auto" }),
    name !== app.name(thing.id) && element("span", { class: "soft", text: ` ${name}`, dir: "auto" }),
    element("span", { class: "soft kind", text: app.label(app.model.classes.get(thing.type)) }));

  const point = (index) => {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = index;
    const item = list.children[index];
    if (!item) return input.removeAttribute("aria-activedescendant");
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", item.id);
  };

  const choose = (index) => {
    take(hits[index].thing.id);
    input.value = app.name(chosen);
    close();
  };

  /** Without a choice, a text that names just one thing is taken as that one. */
  const settle = () => {
    close();
    const text = input.value.trim();
    if (chosen || !text) return;
    const exact = app.search(text, { limit: MOST, accepts }).filter(({ thing, name }) => name === text || thing.id === text);
    const found = new Set(exact.map(({ thing }) => thing.id));
    if (app.model.things.has(text) && accepts(app.model.things.get(text))) found.add(text);
    if (found.size !== 1) return;
    take([...found][0]);
    input.value = app.name(chosen);
  };

  const press = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      if (list.hidden) open();
      if (hits.length) point(active < 0 && step < 0 ? hits.length - 1 : (active + step + hits.length) % hits.length);
    } else if (event.key === "Enter" && !list.hidden && active >= 0) choose(active);
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
  };

  const set = (next) => {
    chosen = next;
    input.value = next ? app.name(next) : "";
  };
  set(value);
  return { field, input, set, value: () => (settle(), chosen), text: () => input.value.trim() };
}
