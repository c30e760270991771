// Whose, and of which year: what the page is narrowed to, and what that lets pass (kg/lookup/narrowing.py).
import { inYear } from "./model.js";
import { INITIAL } from "./state.js";

/** The fields of a state by which all of the page is narrowed. */
export const NARROWING = ["report", "place", "of", "year"];

/** What narrows nothing. `place` and `of` are else the ids of a place and of all that lies in it. */
export const ALL = Object.freeze({ report: [], place: null, of: null, year: "" });

/** The fields by which a state narrows. */
export const narrowingFields = (state) => NARROWING.filter((field) => state[field].length);

/** The changes of a state that lift the narrowing by some fields. */
export const lifted = (fields) => Object.fromEntries(fields.map((field) => [field, INITIAL[field]]));

/** What a state narrows to, from its four fields. */
export const narrowingOf = (model, { report, place, of, year }) => ({
  report,
  place: place ? placesIn(model, place) : null,
  of: of ? placesIn(model, of) : null,
  year,
});

/** The ids of a place, and of those that lie in it at any depth. */
function placesIn(model, place) {
  const found = new Set([place]);
  let before = 0;
  while (found.size > before) {
    before = found.size;
    for (const { id, within } of model.places.values()) if (found.has(within)) found.add(id);
  }
  return found;
}

/** Whether a claim or figure is told by a report, of a place and of a year that are wanted; a report alike. */
export const isTold = (record, { report, place, year }) =>
  (!report.length || report.includes(record.report)) &&
  (!place || place.has(record.place)) &&
  (!year || inYear(record, year));

/** Whether one of some places, such as those of a record's ends (`of`), is of the place wanted, or in it. */
export const isOf = (places, { of }) => !of || places.some((place) => of.has(place));

/** Whether a claim or figure passes: as it is told, and by whose its ends are. */
export const passes = (record, narrowing) => isTold(record, narrowing) && isOf(record.of, narrowing);

/** Whether a thing is of the place wanted, and stands in a claim, figure or report that is told, or is such a report. */
export function stands(thing, narrowing) {
  if (!isOf([thing.of], narrowing)) return false;
  const { report, place, year } = narrowing;
  if (!report.length && !place && !year) return true;
  return [thing.claims, thing.figures, thing.namedBy].some((records) =>
    records.some((record) => isTold(record, narrowing)),
  );
}
