// What the views say of what the data hold, in the reader's language.
import { marksOf } from "./reports.js";
import { heading, word } from "./words.js";

/** The words of an app over the model that `model()` gives, in the language that `language()` does. */
export function createSpeech(model, language) {
  const marks = new WeakMap(); // of reports, by the model and the language
  const label = (record) => (record ? record[language()] || record.en || record.zh || record.id || "" : "");
  const marksNow = () => {
    const known = model();
    if (!marks.has(known)) marks.set(known, {});
    const made = marks.get(known);
    const tag = language();
    made[tag] ??= marksOf(known, (texts) => texts?.[tag] ?? "", word(tag, "comma"));
    return made[tag];
  };
  return {
    language,
    /** A word of the page. */
    word: (name, ...values) => word(language(), name, ...values),
    /** A word as a heading has it. */
    heading: (name, ...values) => heading(language(), name, ...values),
    /** What a record with labels `zh` and `en` is called. */
    label,
    /** What a thing is called, by its id. */
    name: (id) => model().things.get(id)?.[language()] ?? id,
    /** A round as people read it (kg/text/chinese.py, round_text). */
    round: (token) => model().rounds.get(token)?.[language()] ?? token,
    /** What the basis of a change is called; as it stands where the ontology does not list it. */
    basis: (token) => model().tokens.changebasis.get(token)?.[language()] || token,
    /** What a unit of figures is called, of one in the singular; as it stands where the ontology does not list it. */
    unit(token, value = "") {
      const unit = model().tokens.unit.get(token);
      const one = language() === "en" && Number(value) === 1 && unit?.one;
      return one || unit?.[language()] || token || "";
    },
    /** A mark in words. */
    mark: (mark) => (model().marks.includes(mark) ? word(language(), mark) : mark),
    /** What a report is called in short: its place and year. */
    reportMark: (id) => marksNow().get(id) ?? id,
  };
}
