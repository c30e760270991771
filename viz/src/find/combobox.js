// A field that finds a thing by its names (WAI-ARIA: combobox with a list).
import { element } from "../base/dom.js";
import { EXACT, FUZZY, PREFIX } from "./search.js";
import { whose } from "./whose.js";

const SHOWN = 12;
const OFFERED = 200;
let made = 0; // ids must differ on the page

/**
 * A field with its label; `accepts(thing)` says what may be found, `onchoose(id, asked)` is told what was
 * chosen, and what was typed if another name was read for it; `onlist(text)`, if given, what was typed when Enter is
 * pressed while nothing is marked. Returns `{ root, input, set(id), read(text) }`: `set` puts a thing's name into the
 * field, or empties it; `read` the name of the one thing for whose name another text may be read, which it says and
 * returns, or "". What is `offered`, if given, is listed before anything is typed, each with what it lies in.
 */
export function createCombobox(app, { label, accepts, onchoose, onlist, offered = [] }) {
  const id = `combobox-${++made}`;
  let hits = [];
  let active = -1;
  let shown = ""; // the name that was put into the field
  const list = element("ul", { id: `${id}-list`, role: "listbox", "aria-label": label, hidden: true });
  const none = element("p", { class: "none", hidden: true });
  const missing = () => app.word(app.search.elsewhere(input.value, accepts) ? "combobox-not-here" : "combobox-none");
  const input = element("input", {
    id,
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-expanded": "false",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    oninput: find,
    onclick: () => offered.length && list.hidden && find(),
    onkeydown: press,
    onblur: close,
  });

  function find() {
    const typed = input.value.trim() !== "" && !(offered.length && input.value === shown);
    hits = typed ? app.search(input.value, { limit: SHOWN, accepts }) : offered.slice(0, OFFERED).map(asHit);
    list.replaceChildren(...hits.map(option));
    const lacking = typed && !hits.length ? missing() : "";
    none.replaceChildren(lacking);
    none.hidden = !typed || hits.length > 0;
    open(hits.length > 0);
    if (typed) app.announce(lacking || app.word("combobox-found", hits.length));
  }

  const asHit = (thing) => ({ thing, name: app.name(thing.id), rank: PREFIX });

  function option({ thing, name, rank }, index) {
    const isOneOf = rank === EXACT && hits.filter((hit) => hit.rank === EXACT).length > 1;
    return element(
      "li",
      {
        id: `${id}-${index}`,
        role: "option",
        "aria-selected": "false",
        onmousedown: (event) => event.preventDefault(), // the field keeps the focus
        onclick: () => choose(index),
      },
      app.name(thing.id),
      name !== app.name(thing.id) && element("span", { class: "soft", text: name }),
      whose(app, thing, isOneOf || offered.length > 0),
      rank === FUZZY && element("span", { class: "soft near", text: app.word("near") }),
    );
  }

  function open(shown) {
    list.hidden = !shown;
    input.setAttribute("aria-expanded", String(shown));
    mark(-1);
  }

  function close() {
    open(false);
    none.hidden = true;
  }

  function mark(index) {
    active = index;
    [...list.children].forEach((one, at) => one.setAttribute("aria-selected", String(at === index)));
    if (index < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", `${id}-${index}`);
      list.children[index].scrollIntoView({ block: "nearest" });
    }
  }

  function choose(index) {
    const { thing } = hits[index];
    put(thing.id);
    onchoose(thing.id);
  }

  function put(thing) {
    shown = thing ? app.name(thing) : "";
    input.value = shown;
    close();
  }

  /** Say something under the field. */
  function tell(text) {
    none.replaceChildren(text);
    none.hidden = false;
    app.announce(text);
  }

  function read(text) {
    const { hits: found, read: instead } = app.search.named(text, accepts);
    if (!instead || found.length !== 1) return "";
    const { id: thing } = found[0].thing;
    put(thing);
    tell(app.word("read-instead", text, instead));
    return thing;
  }

  /** Enter, while nothing is marked: what is only near, or one of several of that name, is nobody that was asked for. */
  function enter() {
    const asked = input.value.trim();
    if (app.search.exact(asked, { accepts }).length > 1) return tell(app.word("ambiguous", asked));
    if (hits[0].rank !== FUZZY) return choose(0);
    const thing = read(asked);
    if (thing) onchoose(thing, asked);
    else tell(app.word("choose-near", asked));
  }

  function press(event) {
    if (event.isComposing) return; // Enter and arrows are the input method's
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      if (list.hidden) find();
      if (hits.length) mark(active < 0 && step < 0 ? hits.length - 1 : (active + step + hits.length) % hits.length);
    } else if (event.key === "Enter" && onlist && active < 0) {
      close();
      onlist(input.value.trim());
    } else if (event.key === "Enter" && !list.hidden) {
      if (active < 0) enter();
      else choose(active);
    } else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return {
    root: element(
      "div",
      { class: "combobox" },
      element("label", { for: id, text: label }),
      input,
      element("div", { class: "offered" }, none, list),
    ),
    input,
    read,
    set: put,
  };
}
