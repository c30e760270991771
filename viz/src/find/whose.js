// Whose a thing is that was found: its place, where several have one name, and the report in which alone it stands.
import { element } from "../base/dom.js";

/** The place that a thing belongs to, or a place lies in, with what contains that; "" where none is known. */
export function belongsTo(app, thing) {
  const place = app.model.places.get(thing.of);
  const at = thing.of === thing.id ? app.model.places.get(place?.within) : place;
  return app.label(at?.whole);
}

/** Whose a thing is, as a text; `isOneOf` several of a name. */
export const whoseText = (app, thing, isOneOf = false) =>
  [isOneOf && belongsTo(app, thing), app.onlyIn(thing) && app.word("only-in", app.onlyIn(thing))]
    .filter(Boolean)
    .join(app.word("comma"));

/** The same as an element, or null where there is nothing to say. */
export function whose(app, thing, isOneOf) {
  const text = whoseText(app, thing, isOneOf);
  return text ? element("span", { class: "soft whose", text }) : null;
}
