// What the page knows: the packed data as maps, and what follows from them.
import { complete } from "./complete.js";
import { namedBy, reportsOf } from "./reports.js";

/** The model of the data that kg/page/data.py wrote; `packed.nodes` and `.edges` are pyvis's. */
export function createModel(packed) {
  const { nodes, data } = complete(packed);
  const things = new Map(data.things.map((thing) => [thing.id, { ...thing, claims: [], figures: [] }]));
  for (const node of nodes) Object.assign(things.get(node.id), { node });
  const former = new Map(
    data.things.flatMap(({ id, names = [] }) =>
      names.filter(([, kind]) => kind === "former").map(([name]) => [name, id]),
    ),
  );
  const classes = new Map(data.classes.map((cls) => [cls.id, cls]));
  const predicates = new Map(data.predicates.map((predicate) => [predicate.id, predicate]));
  const places = new Map(data.places.map((place) => [place.id, place]));
  const reports = Object.fromEntries(
    Object.entries(data.reports).map(([id, report]) => [id, { ...report, report: id, of: [report.place] }]),
  );
  // What each is of: the place stated, else its report's; and the places whose its ends are (kg/lookup/narrowing.py, ends)
  const placeOf = ({ place, report }) => place ?? (Object.hasOwn(reports, report) ? reports[report].place : undefined);
  const placed = (record, ...ends) => ({
    ...record,
    place: placeOf(record),
    of: ends.map((id) => things.get(id)?.of),
  });
  const claims = new Map(
    data.claims.map((claim) => [claim.id, { by: [], marks: [], ...placed(claim, claim.subject, claim.object) }]),
  );
  const figures = new Map(data.figures.map((figure) => [figure.id, placed(figure, figure.about, placeOf(figure))]));
  for (const claim of claims.values()) {
    for (const id of new Set([claim.subject, claim.object, ...claim.by])) things.get(id)?.claims.push(claim);
  }
  for (const figure of figures.values()) things.get(figure.about)?.figures.push(figure);
  for (const thing of things.values()) {
    thing.namedBy = namedBy(reports, thing);
    thing.reports = reportsOf(reports, thing);
  }
  const tokens = Object.fromEntries(
    Object.entries(data.tokens).map(([scheme, values]) => [scheme, new Map(values.map((value) => [value.id, value]))]),
  );
  const dated = [...claims.values(), ...figures.values(), ...Object.values(reports)];
  const years = [...new Set(dated.flatMap((record) => yearsOf(record)))].sort();
  const rounds = new Map(Object.entries(data.rounds));
  return { ...data, rounds, reports, places, things, former, classes, predicates, claims, figures, tokens, years };
}

/**
 * The years in which the date of a claim, figure or report can lie, and the one in a claim's title; `dated`: unless it is
 * the report's period.
 */
function yearsOf(record, dated = false) {
  const titled = record.year ? [record.year] : [];
  if (!record.earliest || (dated && record.date_basis === "report")) return titled;
  const [first, last] = [record.earliest, record.latest].map((day) => Number(day.slice(0, 4)));
  return [...titled, ...Array.from({ length: last - first + 1 }, (_, nth) => String(first + nth))];
}

/** The local names of a class and of those below it. */
export function classesBelow(model, name) {
  const found = new Set([name]);
  let before = 0;
  while (found.size > before) {
    before = found.size;
    for (const cls of model.classes.values()) if (cls.parents.some((parent) => found.has(parent))) found.add(cls.id);
  }
  return found;
}

const PLACE = "Place"; // the class of what can stand for an actor that a sentence does not name

/** The marks by which a claim is not stated of a named actor (kg/lookup/records.py, is_stated). */
const UNSTATED = new Set(["implied", "actor-not-stated"]);

/** Whether the words state a claim, and name who acts. */
export const isStated = (claim) => !claim.marks.some((mark) => UNSTATED.has(mark));

/** Whether the subject of a claim is only the place of an actor that the sentence does not name. */
export const hasStandIn = (model, claim) =>
  claim.actor_stated === "no" && classesBelow(model, PLACE).has(model.things.get(claim.subject).type);

/** The group that gives a thing its colour and shape: a class. */
export const groupOf = (model, thing) => model.classes.get(thing.type).group;

/** The end of a claim that is not this thing; for the body that conferred, the subject. */
export const otherEnd = (claim, id) => (claim.subject === id ? claim.object : claim.subject);

/**
 * The lines that a claim draws, each from one thing to another: from its subject to its object, and from each body
 * that conferred or authorised (`by`) to the object, unless it is one of the two.
 */
export const linesOf = (claim) => [
  { from: claim.subject, to: claim.object, by: false },
  ...claim.by
    .filter((id) => id !== claim.subject && id !== claim.object)
    .map((id) => ({ from: id, to: claim.object, by: true })),
];

/** What the lines of a claim join a thing with. */
export const joined = (claim, id) =>
  linesOf(claim).flatMap(({ from, to }) => (from === id ? [to] : to === id ? [from] : []));

/** Whether the date of a claim, figure or report can lie in a year, or a claim's title is that year's. */
export const inYear = (record, year, dated = false) => yearsOf(record, dated).includes(year);

/** Whether the words date a claim, and not only the period of their report. */
export const isDated = (claim) => Boolean(claim.year) || ["stated", "section"].includes(claim.date_basis);
