// Things, claims and figures as rows of tables to take along, the first row the names of the columns.

// Where the labels of what a claim only names are to be found
const LABELS = { subject: "things", predicate: "predicates", object: "things" };

const listed = (values) => (values ?? []).join("|");

/** The things of a model as rows, the first one the names of the columns. */
export const thingRows = (model) => [
  [
    "id",
    "label_zh",
    "label_en",
    "class",
    "class_zh",
    "class_en",
    "aliases",
    "in_reports",
    "note_zh",
    "note_en",
    "same_as",
    "marks",
  ],
  ...[...model.things.values()].map((thing) => {
    const { zh, en } = model.classes.get(thing.type) ?? {};
    const names = (kind) => listed((thing.names ?? []).filter((name) => name[1] === kind).map(([name]) => name));
    return [
      thing.id,
      thing.zh,
      thing.en,
      thing.type,
      zh,
      en,
      names("alias"),
      names("mention"),
      thing.note?.zh,
      thing.note?.en,
      listed(thing.sameAs),
      listed(thing.marks),
    ];
  }),
];

/** The claims of a model as rows, in the columns that kg/page/data.py names. */
export const claimRows = (model) => [
  model.columns.claims.flatMap(([, columns]) => columns),
  ...[...model.claims.values()].map((claim) =>
    model.columns.claims.flatMap(([key, columns]) => columns.map((column) => claimCell(model, claim, key, column))),
  ),
];

/** The value of a claim's key itself, or its label where the column is the key with a language, as in `subject_zh`. */
function claimCell(model, claim, key, column) {
  const value = claim[key];
  if (column === key) return Array.isArray(value) ? listed(value) : value;
  const labelled = model[LABELS[key]]?.get(value) ?? value;
  return labelled?.[column.slice(key.length + 1)];
}

/** The figures of a model as rows. */
export const figureRows = (model) => [
  [
    "id",
    "about",
    "about_zh",
    "about_en",
    "indicator_zh",
    "indicator_en",
    "text",
    "value",
    "unit",
    "unit_zh",
    "unit_en",
    "bound",
    "period",
    "as_of",
    "earliest",
    "latest",
    "place",
    "place_zh",
    "place_en",
    "change_of",
    "status",
    "marks",
    "note_zh",
    "note_en",
    "report",
    "section",
    "quote",
  ],
  ...[...model.figures.values()].map((figure) => {
    const about = model.things.get(figure.about);
    const place = model.places.get(figure.place);
    const unit = model.tokens.unit.get(figure.unit);
    return [
      figure.id,
      figure.about,
      about?.zh,
      about?.en,
      figure.indicator?.zh,
      figure.indicator?.en,
      figure.text,
      figure.value,
      figure.unit,
      unit?.zh,
      unit?.en,
      figure.bound,
      figure.period,
      figure.asOf,
      figure.earliest,
      figure.latest,
      figure.place,
      place?.zh,
      place?.en,
      figure.changeOf,
      figure.status,
      listed(figure.marks),
      figure.note?.zh,
      figure.note?.en,
      figure.report,
      figure.section,
      figure.quote,
    ];
  }),
];
