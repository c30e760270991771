// How two things hang together: the field that chooses the second one, and the shortest paths in words.
import { claimItem, thingLink } from "./claims.js";
import { createCombobox } from "./combobox.js";
import { button, element } from "./dom.js";
import { shortestPaths } from "./paths.js";
import { linkButton } from "./receipt.js";
import { addWords } from "./words.js";

addWords({
  connect: ["连接到…", "Connect with…"],
  nearby: ["图谱中显示几步以内", "Steps shown in the graph"],
  "nearby-all": ["不限", "all"],
  "paths-between": ["“{}”与“{}”之间", "Between {} and {}"],
  "paths-count": ["最短路径 {} 条，每条 {} 步", "Shortest paths: {}; steps of each: {}"],
  "paths-first": [
    "最短路径很多，显示前 {} 条，每条 {} 步",
    "Many shortest paths, of which the first {} are shown; steps of each: {}",
  ],
  "paths-none": ["已读部分中两者没有联系。", "Nothing links the two in what was read."],
  "paths-same": ["两端是同一个。", "Both ends are the same."],
  path: ["路径 {}", "Path {}"],
  "without-hub": ["不经过“{}”", "Without the hub {}"],
  back: ["关闭", "Close"],
  "paths-again": ["回到路径：{} — {}", "Back to the paths: {} — {}"],
});

const MOST = 50;
const STEPS = [0, 1, 2, 3];

/** What a thing's part of the panel offers: how much of its surroundings to show, and what to connect it with. */
export function connectSection(app, thing) {
  const { root } = createCombobox(app, {
    label: app.word("connect"),
    accepts: ({ id }) => id !== thing.id,
    onchoose: (to) => app.state.update({ thing: "", claim: "", find: "", from: thing.id, to, without: [] }),
  });
  return element("div", { class: "connect" }, depthButtons(app), root);
}

function depthButtons(app) {
  return element(
    "div",
    { class: "depth", role: "group", "aria-label": app.word("nearby") },
    element("span", { "aria-hidden": "true", text: app.word("nearby") }),
    STEPS.map((depth) =>
      button(depth || app.word("nearby-all"), () => app.state.update({ depth }), {
        class: "small",
        "data-depth": depth,
        "aria-pressed": String(app.state.get().depth === depth),
      }),
    ),
  );
}

/** The buttons of the depth say which one holds. */
export function pressDepth(root, depth) {
  for (const one of root.querySelectorAll("[data-depth]")) {
    one.setAttribute("aria-pressed", String(Number(one.dataset.depth) === depth));
  }
}

/** What finds the paths that a state asks for, and does so once: the panel and the graph both ask. */
export function createPaths(model) {
  let asked = "";
  let found = [];
  return ({ from, to, without }) => {
    const key = JSON.stringify([from, to, without]);
    if (key !== asked) found = from && to ? shortestPaths(model, from, to, { without, most: MOST }) : [];
    asked = key;
    return found;
  };
}

/** What the graph lights up: the things and claims on the paths. */
export const lightOf = (paths) => ({
  things: new Set(paths.flatMap(({ things }) => things)),
  claims: new Set(paths.flatMap(({ steps }) => steps.flat()).map(({ id }) => id)),
});

/** The paths between the two things that are chosen, as the whole of the panel. */
export function pathsView(app, paths, { from, to, without }) {
  return [
    element("h2", { tabindex: "-1", text: app.word("paths-between", app.name(from), app.name(to)) }),
    element(
      "p",
      { class: "tools" },
      button(app.word("back"), () => app.show({ thing: from, from: "", to: "", without: [] }), { class: "small" }),
      linkButton(app, { from, to, without }),
    ),
    hubSwitch(app, paths, { from, to, without }),
    element("p", { class: "soft", text: summary(app, paths, from, to) }),
    paths.map((path, index) => pathSection(app, path, index + 1)),
  ];
}

function summary(app, paths, from, to) {
  if (from === to) return app.word("paths-same");
  if (!paths.length) return app.word("paths-none");
  return app.word(paths.length < MOST ? "paths-count" : "paths-first", paths.length, paths[0].steps.length);
}

/** A switch that leaves out the most connected thing, which ties together what has little to do with each other. */
function hubSwitch(app, paths, { from, to, without }) {
  const hub = hubOf(app.model, [from, to]);
  if (!hub || !(without.includes(hub) || paths.some(({ things }) => things.includes(hub)))) return null;
  const change = (event) => app.state.update({ without: event.target.checked ? [hub] : [] });
  return element(
    "label",
    { class: "switch" },
    element("input", { type: "checkbox", id: "without-hub", checked: without.includes(hub), onchange: change }),
    app.word("without-hub", app.name(hub)),
  );
}

/** The thing with the most claims but for the two ends. */
function hubOf(model, ends) {
  let hub = null;
  for (const thing of model.things.values()) {
    if (!ends.includes(thing.id) && thing.claims.length > (hub?.claims.length ?? 0)) hub = thing;
  }
  return hub?.id;
}

function pathSection(app, { things, steps }, number) {
  return element(
    "section",
    { class: "group path", "data-things": things.join(" ") },
    element("h3", { text: app.word("path", number) }),
    element(
      "ol",
      { class: "trail" },
      things.map((id) => element("li", {}, thingLink(app, id))),
    ),
    element(
      "ul",
      { class: "claims" },
      steps.flat().map((claim) => claimItem(app, claim)),
    ),
  );
}

/** The way back to the paths from a thing or claim that lies on them. */
export const pathsBar = (app, { from, to }) =>
  button(
    app.word("paths-again", app.name(from), app.name(to)),
    () => app.state.update({ thing: "", claim: "", find: "" }),
    { class: "small paths-bar" },
  );
