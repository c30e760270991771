// Receipts: which report, which section, which words; and how to cite them.
import { button, copy, element } from "../base/dom.js";
import { iriOf } from "../base/iris.js";
import { fragmentOf, hasAddress, isWeb, outside } from "../base/links.js";

const COPIED_FOR = 2500; // milliseconds that a button says so

/**
 * The receipt of a claim or figure; `what` says to listeners what its button cites, `more` stands beside it.
 */
export function receipt(app, record, what, more = null) {
  return element(
    "div",
    { class: "receipt" },
    record.quote &&
      element("blockquote", { lang: "zh-Hans" }, record.before, element("mark", { text: record.quote }), record.after),
    element(
      "div",
      { class: "place" },
      element(
        "span",
        {},
        element("cite", {}, reportLink(app, record.report)),
        app.word("comma"),
        sectionOf(app, record),
      ),
      element(
        "span",
        { class: "tools" },
        copyButton(app, "cite", "copied-citation", () => citation(app, record), {
          "aria-label": app.word("cite-what", what),
        }),
        more,
      ),
    ),
  );
}

/** A button that copies what `text()` gives and says whether it did. */
function copyButton(app, name, done, text, attributes = {}) {
  const made = button(
    app.word(name),
    async () => {
      const copied = await copy(text()).then(
        () => true,
        () => false,
      );
      app.announce(app.word(copied ? done : "copy-failed"));
      made.replaceChildren(app.word(copied ? "copied" : "not-copied"));
      made.classList.toggle("done", copied);
      setTimeout(() => {
        made.replaceChildren(app.word(name));
        made.classList.remove("done");
      }, COPIED_FOR);
    },
    { class: "quiet", ...attributes },
  );
  return made;
}

/** The button that copies the address of a thing or claim: what else is on screen is left out. */
export const linkButton = (app, what) =>
  hasAddress() && copyButton(app, "copy-link", "copied-link", () => linkTo(app, what));

/** The address of this page with a fragment that opens it with these fields. */
const linkTo = (app, fields) => location.href.split("#")[0] + fragmentOf(app, fields);

/**
 * A claim or figure as one cites it, down to its IRI. Its words stand in corner brackets, since they may have
 * quotation marks of their own.
 */
export function citation(app, { id, report, quote, ...record }) {
  const source = app.model.reports[report] ?? {};
  const place = [source.published, sectionOf(app, { report, ...record })].filter(Boolean).join(app.word("comma"));
  const address = (source.url ?? [])
    .filter(isWeb)
    .map((url) => `${url} `)
    .join("");
  return app.word(
    "citation",
    app.label(source.publisher) || app.word("no-publisher"),
    app.label(source) || report,
    place,
    quote ?? "",
    address,
    app.word("title"),
    app.model.version,
    iriOf(app.model, id),
  );
}

const sectionOf = (app, { report, section }) =>
  app.label(app.model.reports[report]?.sections?.[section]) || section || "";

/** Who published a report, and when; of what kind it is, and what of it was read. */
export const publishedBy = (app, { publisher, published, kind, profile = [] }) => {
  const read = profile.map((part) => app.label(part)).join(app.word("between"));
  const told = [app.label(publisher), published, app.label(kind), read && app.word("was-read", read)];
  return told.filter(Boolean).join(app.word("comma"));
};

/** The title of a report, as a link where it has an address. */
export function reportLink(app, id) {
  const report = app.model.reports[id];
  const url = report?.url?.find(isWeb);
  const title = app.label(report) || id;
  return url ? outside(url, title) : title;
}
