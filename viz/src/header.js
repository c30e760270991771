// The head of the page: its title, the search, the language switch, the menu, and the tabs.
import { button, element } from "./base/dom.js";
import { idOf, iriTyped } from "./base/iris.js";
import { LANGUAGE_TAGS } from "./base/words.js";
import { createCombobox } from "./find/combobox.js";
import { EXACT } from "./find/search.js";
import { createMenu } from "./save.js";

export function createHeader(app, root, tabs) {
  const names = ["graph", ...(app.model.engine ? ["ask"] : []), "list"];
  const other = () => (app.language() === "zh" ? "en" : "zh");

  function drawHead() {
    const focused = root.contains(document.activeElement) ? document.activeElement.id : "";
    const language = button(app.word("other-language"), () => app.state.update({ lang: other() }), {
      id: "language",
      lang: LANGUAGE_TAGS[other()],
    });
    root.replaceChildren(element("h1", { text: app.word("title") }), createFinder(app), language);
    createMenu(app, root);
    if (focused) root.querySelector(`#${CSS.escape(focused)}`)?.focus();
  }

  function drawTabs(now) {
    const focused = tabs.contains(document.activeElement);
    const buttons = names.map((name) =>
      button(app.word(name), () => app.state.update({ tab: name }), {
        id: `show-${name}`,
        role: "tab",
        "aria-selected": String(now.tab === name),
        "aria-controls": `tab-${name}`,
        tabindex: now.tab === name ? "0" : "-1",
      }),
    );
    tabs.replaceChildren(
      element("div", { role: "tablist", "aria-label": app.word("views"), onkeydown: turn }, buttons),
    );
    if (focused) tabs.querySelector("[aria-selected=true]").focus();
  }

  /** Left and right go from tab to tab (WAI-ARIA: tabs). */
  function turn(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = names.indexOf(app.state.get().tab);
    app.state.update({ tab: names[(at + step + names.length) % names.length] });
  }

  return {
    render(now, before) {
      if (!before || before.lang !== now.lang) drawHead();
      if (!before || before.lang !== now.lang || before.tab !== now.tab) drawTabs(now);
    },
  };
}

/** The search over all names: a hit is shown in the graph; Enter shows what it names, or lists all hits. */
function createFinder(app) {
  const { root, input } = createCombobox(app, {
    label: app.word("find"),
    onchoose: (thing) => app.show({ thing }),
    onlist(text) {
      const { hits, read } = app.search.named(text);
      const claim = idOf(app.model, iriTyped(app.model, text));
      if (hits.length === 1 && (read || hits[0].rank === EXACT)) {
        app.show({ thing: hits[0].thing.id, find: read ? text : "" });
      } else if (app.model.claims.has(claim)) app.show({ claim });
      else if (text) app.show({ find: text });
    },
  });
  root.id = "search";
  root.setAttribute("role", "search");
  input.id = "find";
  input.placeholder = app.word("find-how");
  root.querySelector("label").htmlFor = input.id;
  root.querySelector("label").classList.add("offscreen");
  return root;
}
