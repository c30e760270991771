// How two things hang together: the field that chooses the second one, and the shortest paths in words.
import { emptied } from "../base/chips.js";
import { button, element } from "../base/dom.js";
import { createCombobox } from "../find/combobox.js";
import { MOST, shortestPaths } from "../find/paths.js";
import { claimItem, thingLink } from "./claims.js";
import { linkButton } from "./receipt.js";

const STEPS = [0, 1, 2, 3];

/** What a thing's part of the panel offers: how much of its surroundings to show, and what to connect it with. */
export function connectSection(app, thing) {
  const { root } = createCombobox(app, {
    label: app.word("connect"),
    accepts: ({ id }) => id !== thing.id,
    onchoose: (to, asked = "") =>
      app.state.update({ thing: "", claim: "", find: asked, from: thing.id, to, without: [] }),
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

/** The paths between the two things that are chosen, as the whole of the panel. */
export function pathsView(app, paths, { from, to, without }) {
  return [
    element("h2", { tabindex: "-1", text: app.word("paths-between", app.name(from), app.name(to)) }),
    element(
      "p",
      { class: "tools" },
      button(app.word("close"), () => app.show({ thing: from, from: "", to: "", without: [] }), { class: "small" }),
      linkButton(app, { from, to, without }),
    ),
    hubSwitch(app, paths, { from, to, without }),
    standInSwitch(app),
    element("p", { class: "soft", text: summary(app, paths, from, to) }),
    !paths.length && emptied(app, (narrowing) => isWay(app, narrowing)),
    paths.map((path, index) => pathSection(app, path, index + 1)),
  ];
}

/** Whether there is a way between the two ends of the state under another narrowing. */
function isWay(app, narrowing) {
  const { from, to, ...options } = app.state.get();
  return shortestPaths(app.model, from, to, { ...options, narrowing, most: 1 }).length > 0;
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

/** A switch that lets paths lead through a place that stands for an actor that is not stated. */
const standInSwitch = (app) =>
  element(
    "label",
    { class: "switch" },
    element("input", {
      type: "checkbox",
      id: "stand-ins",
      checked: app.state.get().standIns === "1",
      onchange: (event) => app.state.update({ standIns: event.target.checked ? "1" : "" }),
    }),
    app.word("stand-ins"),
  );

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
      [...new Set(steps.flat())].map((claim) => claimItem(app, claim)), // one may tie two steps
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
