// Things, claims and figures as rows of tables to take along, the first row the names of the columns.

const listed = (values) => (values ?? []).join("|");

/** The things of a model as rows, the first one the names of the columns. */
export const thingRows = (model) => [
  ["id", "label_zh", "label_en", "class", "class_zh", "class_en", "aliases", "in_reports", "note", "same_as"],
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
      thing.note,
      listed(thing.sameAs),
    ];
  }),
];

/** The claims of a model as rows. */
export const claimRows = (model) => [
  [
    "id",
    "subject",
    "subject_zh",
    "subject_en",
    "predicate",
    "predicate_zh",
    "predicate_en",
    "object",
    "object_zh",
    "object_en",
    "modality",
    "statedness",
    "standpoint",
    "level",
    "edition",
    "date",
    "earliest",
    "latest",
    "distinction_zh",
    "distinction_en",
    "by",
    "note",
    "report",
    "section",
    "quote",
  ],
  ...[...model.claims.values()].map((claim) => {
    const [subject, predicate, object] = [
      model.things.get(claim.subject),
      model.predicates.get(claim.predicate),
      model.things.get(claim.object),
    ];
    return [
      claim.id,
      claim.subject,
      subject?.zh,
      subject?.en,
      claim.predicate,
      predicate?.zh,
      predicate?.en,
      claim.object,
      object?.zh,
      object?.en,
      claim.modality,
      claim.statedness,
      claim.standpoint,
      claim.level,
      claim.edition,
      claim.date,
      claim.earliest,
      claim.latest,
      claim.distinction?.zh,
      claim.distinction?.en,
      listed(claim.by),
      claim.note,
      claim.report,
      claim.section,
      claim.quote,
    ];
  }),
];

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
    "bound",
    "period",
    "as_of",
    "change_of",
    "status",
    "note",
    "report",
    "section",
    "quote",
  ],
  ...[...model.figures.values()].map((figure) => {
    const about = model.things.get(figure.about);
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
      figure.bound,
      figure.period,
      figure.asOf,
      figure.changeOf,
      figure.status,
      figure.note,
      figure.report,
      figure.section,
      figure.quote,
    ];
  }),
];
