// What all of the page can be narrowed to: reports, the place that they tell of, whose the things are, and a year.
import { button, element } from "../base/dom.js";
import { narrowingFields } from "../base/narrowing.js";
import { createCombobox } from "../find/combobox.js";
import { createSearch } from "../find/search.js";
import { entry } from "./legend.js";

/** The controls, each made anew by `reports()` and `fields()`. */
export function createNarrow(app) {
  const { model, state } = app;
  const records = [...model.claims.values(), ...model.figures.values()];
  const counts = new Map();
  for (const { report } of records) counts.set(report, (counts.get(report) ?? 0) + 1);
  const told = [...records, ...Object.values(model.reports)].map(({ place }) => place);
  const whose = [...model.things.values()].map(({ of }) => of);
  const offered = { place: placesOf(model, told), of: placesOf(model, whose) };
  // 珠海 is 珠海市 before it is 珠海市香洲区: of equals, what holds others is found first
  const every = [...placesOf(model, [...told, ...whose]).values()];
  const ranked = every.map((thing, rank) => [thing.id, { ...thing, claims: [], node: { rank } }]);
  const search = createSearch({ ...model, things: new Map(ranked) });
  const isOpen = (fields) =>
    state.get().tab === "graph" && narrowingFields(state.get()).some((of) => fields.includes(of));

  function reports() {
    const ids = Object.keys(model.reports);
    const wanted = state.get().report;
    const entries = ids.map((id) => {
      const box = element("input", {
        type: "checkbox",
        checked: !wanted.length || wanted.includes(id),
        "data-id": id,
        onchange: () => state.update({ report: ids.filter((of) => isChecked(of)) }),
      });
      return entry(app, box, app.reportMark(id), counts.get(id) ?? 0, () => state.update({ report: [id] }));
    });
    const isChecked = (id) => [...part.querySelectorAll("input")].find(({ dataset }) => dataset.id === id).checked;
    const told = wanted.length ? wanted.map(app.reportMark).join(app.word("between")) : app.word("all-of-them");
    const part = element(
      "details",
      { "data-field": "report", open: isOpen(["report"]) },
      element("summary", {}, app.word("filter-of", app.heading("reports"), told)),
      element("ul", { class: "legend" }, entries),
      wanted.length > 0 && button(app.word("all"), () => state.update({ report: [] }), { class: "quiet" }),
    );
    return part;
  }

  /** A field for a place: it offers all, and finds one by any of its names. */
  function place(field) {
    const { root, input, set } = createCombobox(
      { ...app, search, onlyIn: () => "" }, // a place that is chosen hides no other
      {
        label: app.word(`narrow-${field}`),
        accepts: ({ id }) => offered[field].has(id),
        offered: [...offered[field].values()],
        onchoose: (id) => state.update({ [field]: id }),
      },
    );
    input.placeholder = app.word("any");
    input.dataset.field = field;
    input.addEventListener("change", () => input.value.trim() || state.update({ [field]: "" }));
    set(state.get()[field]);
    return root;
  }

  function year() {
    const options = model.years.map((of) =>
      element("option", { value: of, text: of, selected: state.get().year === of }),
    );
    return element(
      "label",
      { class: "field" },
      element("span", { text: app.word("narrow-year") }),
      element(
        "select",
        { onchange: ({ target }) => state.update({ year: target.value }) },
        element("option", { value: "", text: app.word("any") }),
        options,
      ),
    );
  }

  const fields = () =>
    element(
      "details",
      { "data-field": "narrow", open: isOpen(["place", "of", "year"]) },
      element("summary", { text: app.word("narrow") }),
      element(
        "div",
        { class: "narrow" },
        ["place", "of"].filter((field) => offered[field].size > 0).map(place),
        year(),
      ),
    );

  return { reports, fields };
}

/** The things that are some places or hold one of them, by id, each before what lies in it. */
function placesOf(model, named) {
  const seen = new Set();
  const found = new Map();
  const add = (id) => {
    if (!model.places.has(id) || seen.has(id)) return;
    seen.add(id);
    add(model.places.get(id).within);
    if (model.things.has(id)) found.set(id, model.things.get(id));
  };
  [...new Set(named)].sort().forEach(add);
  return found;
}
