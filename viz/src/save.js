// What the reader can take along: the picture, the data, tables, a link to the view; and the licences.
import { csvText } from "./base/csv.js";
import { button, copy, download, element } from "./base/dom.js";
import { hasAddress, isWeb, outside } from "./base/links.js";
import { sceneToSvg } from "./draw/svg.js";
import { publishedBy } from "./show/receipt.js";
import { claimRows, figureRows, thingRows } from "./show/rows.js";

/** The menu in the head of the page: a button that opens a list of buttons. Returns its button. */
export function createMenu(app, root) {
  const message = element("p", { class: "message", role: "status" });
  const item = (name, act, said = app.word(`save-${name}`)) =>
    button(
      said,
      async () => {
        message.replaceChildren();
        try {
          message.replaceChildren((await act()) ?? "");
        } catch (error) {
          message.replaceChildren(
            error instanceof NotHere ? error.message : app.word("save-failed", saidOf(app, error)),
          );
        }
      },
      { id: `save-${name}` },
    );
  const group = (name, ...items) =>
    element(
      "div",
      { role: "group", "aria-label": app.word(`save-${name}`) },
      element("span", { class: "soft", "aria-hidden": "true", text: app.word(`save-${name}`) }),
      ...items,
    );
  const list = element(
    "div",
    { id: "save-menu", hidden: true },
    group(
      "picture",
      item("png", () => savePng(app)),
      item("svg", () => saveSvg(app)),
    ),
    app.model.engine && group("data", ...Object.keys(SYNTAXES).map((name) => item(name, () => saveData(app, name)))),
    group("tables", ...Object.keys(TABLES).map((name) => item(name, () => saveTable(app, name), app.heading(name)))),
    hasAddress() && item("link", () => copyView(app)),
    item("licences", () => licences(app)),
    item("about", () => about(app)),
    message,
  );
  const opener = button(app.word("save"), () => open(list.hidden), {
    id: "save",
    "aria-expanded": "false",
    "aria-controls": list.id,
  });
  function open(shown) {
    list.hidden = !shown;
    opener.setAttribute("aria-expanded", String(shown));
    message.replaceChildren();
  }
  const holder = element(
    "div",
    {
      class: "menu",
      onkeydown: (event) => {
        if (event.key !== "Escape" || list.hidden) return;
        open(false);
        opener.focus();
        event.stopPropagation();
      },
      onfocusout: ({ relatedTarget }) => {
        if (relatedTarget && !holder.contains(relatedTarget) && !relatedTarget.closest("dialog")) open(false);
      },
    },
    opener,
    list,
  );
  root.append(holder);
  // The head may be drawn anew, in the other language: then this menu is gone, and so is what it listens for
  document.addEventListener("pointerdown", function outsideOf({ target }) {
    if (!holder.isConnected) document.removeEventListener("pointerdown", outsideOf);
    else if (!holder.contains(target) && !target.closest("dialog")) open(false);
  });
  return opener;
}

/** What the page as it is cannot do. */
class NotHere extends Error {}

/** An error in words: the engine's problems have words of their own. */
const saidOf = (app, error) => (error.kind ? app.word(`problem-${error.kind}`, ...error.values) : error.message);

const SYNTAXES = {
  turtle: { type: "text/turtle", extension: "ttl" },
  "json-ld": { type: "application/ld+json", extension: "jsonld" },
  "n-triples": { type: "application/n-triples", extension: "nt" },
};

const TABLES = { things: thingRows, relations: claimRows, figures: figureRows };

function saved(app, name, content, type) {
  download(name, content, type);
  return app.word("save-done", name);
}

async function savePng(app) {
  const picture = await app.canvas?.picture?.();
  if (!picture) throw new NotHere(app.word("save-no-graph"));
  return saved(app, "graph.png", picture);
}

function saveSvg(app) {
  const scene = app.canvas?.scene?.();
  if (!scene?.width) throw new NotHere(app.word("save-no-graph"));
  return saved(app, "graph.svg", sceneToSvg(scene, app.word("title")), "image/svg+xml");
}

/** The triples as they are packed, or what the engine makes of them. */
async function saveData(app, name) {
  const { type, extension } = SYNTAXES[name];
  const packed = name === "n-triples" && window.kgPage.unpack("triples");
  const content = packed ? await packed.text() : await app.engine.dump(type);
  return saved(app, `graph.${extension}`, content, type);
}

/** A table with the mark by which spreadsheets know UTF-8. */
const saveTable = (app, name) => saved(app, `${name}.csv`, `\ufeff${csvText(TABLES[name](app.model))}`, "text/csv");

async function copyView(app) {
  await copy(location.href).catch(() => {
    throw new NotHere(app.word("copy-failed"));
  });
  return app.word("copied-link");
}

async function licences(app) {
  const text = await window.kgPage.unpack("licences").text();
  showDialog(app, app.word("save-licences"), element("pre", { lang: "en", tabindex: "0", text }));
}

function about(app) {
  const { model } = app;
  const title = app.word("title");
  const counts = [model.things, model.claims, model.figures].map(({ size }) => size);
  const reports = Object.values(model.reports).map((report) => {
    const url = report.url?.find(isWeb);
    return element(
      "li",
      {},
      element("cite", {}, url ? outside(url, app.label(report)) : app.label(report)),
      ` ${publishedBy(app, report)}`,
    );
  });
  showDialog(
    app,
    app.word("save-about"),
    element("p", { text: app.word("about-text", title, model.version, ...counts) }),
    element("h3", { text: app.word("about-cite") }),
    element("p", { class: "citation", text: app.word("about-citation", title, model.version, model.dataset) }),
    element("h3", { text: app.word("about-reports") }),
    element("ul", {}, reports),
  );
}

/** Something to read, over the page; Escape closes it, and the focus returns to where it was. */
function showDialog(app, title, ...content) {
  const dialog = element(
    "dialog",
    { "aria-labelledby": "dialog-title", onclose: () => dialog.remove() },
    element("h2", { id: "dialog-title", text: title }),
    content,
    button(app.word("close"), () => dialog.close()),
  );
  document.body.append(dialog);
  dialog.showModal();
}
