// What the page is narrowed to, as chips that lift it one by one; and which of it leaves nothing.
import { button, element } from "./dom.js";
import { lifted, narrowingFields } from "./narrowing.js";

/** What the state narrows to by a field, in words: "Year: 2019". */
function told(app, field) {
  const wanted = app.state.get()[field];
  const place = () => app.label(app.model.places.get(wanted)?.whole) || wanted;
  const text = { report: () => wanted.map(app.reportMark).join(app.word("between")), place, of: place };
  return app.word("filter-of", app.word(`narrow-${field}`), text[field]?.() ?? wanted);
}

/** Lift the narrowing by some fields; who pressed a button that is gone goes on at the tab. */
function lift(app, fields) {
  app.state.update(lifted(fields));
  if (document.activeElement === document.body) document.querySelector("[role=tab][aria-selected=true]")?.focus();
}

/** What the page is narrowed to, a button each that lifts it; null where it is not narrowed. */
export function chips(app) {
  const fields = narrowingFields(app.state.get());
  const chip = (field) => {
    const said = told(app, field);
    return button(`${said} ×`, () => lift(app, [field]), { "data-lift": field, "aria-label": app.word("lift", said) });
  };
  return (
    fields.length > 0 &&
    element(
      "ul",
      { class: "chips", "aria-label": app.word("narrowed-to") },
      fields.map((field) => element("li", {}, chip(field))),
    )
  );
}

/**
 * Which narrowing leaves nothing, with buttons that lift it; null where it is not for that. `finds(narrowing)` tells
 * whether there is something under another narrowing: lifted are those of which one alone is the reason, else all.
 */
export function emptied(app, finds = () => true) {
  const now = app.state.get();
  const fields = narrowingFields(now);
  const isFor = (some) => finds(app.narrowing({ ...now, ...lifted(some) }));
  if (!fields.length || !isFor(fields)) return null;
  const alone = fields.filter((field) => isFor([field]));
  const reasons = alone.length ? alone.map((field) => [field]) : [fields];
  const said = (some) => some.map((field) => told(app, field)).join(app.word("names-between"));
  return element(
    "div",
    { class: "emptied" },
    element("p", { text: app.word("emptied-by", said(reasons.flat())) }),
    element(
      "p",
      { class: "tools" },
      reasons.map((some) =>
        button(app.word("lift", said(some)), () => lift(app, some), { class: "small", "data-lift": some.join(" ") }),
      ),
    ),
  );
}
