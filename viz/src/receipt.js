// Receipts: which report, which section, which words; and how to cite them.
import { button, copy, element } from "./dom.js";
import { iriOf } from "./model.js";
import { INITIAL, serialise } from "./state.js";
import { addWords } from "./words.js";

addWords({
  cite: ["引用", "Cite"],
  "cite-what": ["引用：{}", "Cite: {}"],
  "copy-link": ["复制链接", "Copy link"],
  copied: ["已复制", "Copied"],
  "copied-citation": ["引文已复制。", "The citation was copied."],
  "copied-link": ["链接已复制。", "The link was copied."],
  "not-copied": ["未能复制", "Not copied"],
  "copy-failed": ["未能复制：浏览器不允许。", "It was not copied: the browser does not allow it."],
  comma: ["，", ", "],
  // Corner brackets, since the words may have quotation marks of their own
  citation: ["{}：《{}》，{}：「{}」。{}数据集“{}”{} 版，{}", "{}: {}, {}: 「{}」. {}Data set “{}”, version {}, {}"],
  "no-publisher": ["发布者不详", "Publisher not stated"],
});

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

/** Whether the page has an address that a link can lead to: the frame of a notebook has none. */
export const hasAddress = () => location.protocol !== "about:";

/** The address of this page with a fragment that opens it with these fields. */
const linkTo = (app, fields) => location.href.split("#")[0] + fragmentOf(app, fields);

/** The fragment that opens the page with these fields and the reader's language. */
export const fragmentOf = (app, fields) => `#${serialise({ ...INITIAL, lang: app.state.get().lang, ...fields })}`;

/** A claim or figure as one cites it, down to its IRI. */
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

/** Who published a report, and when. */
export const publishedBy = (app, { publisher, published }) =>
  [app.label(publisher), published].filter(Boolean).join(app.word("comma"));

/** The title of a report, as a link where it has an address. */
export function reportLink(app, id) {
  const report = app.model.reports[id];
  const url = report?.url?.find(isWeb);
  const title = app.label(report) || id;
  return url ? outside(url, title) : title;
}

/** A link out of the page, which is followed only if the reader does. */
export const outside = (url, text) => element("a", { href: url, rel: "noreferrer", target: "_blank", text });

/** Whether a text is an address of the web: what else it may be (javascript:) is never a link. */
export function isWeb(text) {
  try {
    return ["http:", "https:"].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}
