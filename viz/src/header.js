// The head of the page: its title, the search, the language switch, the tabs.
import { button, element } from "./dom.js";
import { createMenu } from "./save.js";

const TABS = ["graph", "ask", "list"];

export function createHeader(app, root, tabs) {
  return {
    render(now, before) {
      if (before && before.lang === now.lang && before.tab === now.tab) return;
      root.replaceChildren(
        element("h1", { text: app.word("title") }),
        element("div", { id: "search" }),
        button(app.word("other-language"), () => app.state.update({ lang: app.language() === "zh" ? "en" : "zh" }), {
          id: "language", lang: app.language() === "zh" ? "en" : "zh-Hans",
        }),
      );
      createMenu(app, root);
      tabs.replaceChildren(
        element("div", { role: "tablist", "aria-label": app.word("views") },
          TABS.map((name) =>
            button(app.word(name), () => app.state.update({ tab: name }), {
              id: `show-${name}`, role: "tab", "aria-selected": String(now.tab === name), "aria-controls": `tab-${name}`,
            }))),
      );
    },
  };
}
