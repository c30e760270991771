// The answer to a question as it is shown: what stands, else what the rules fill in, and what was changed since.
import { plain } from "./model.js";

const NEW = ["class", "label_zh", "label_en", "series", "tier"];
const NEW_INDICATOR = ["label_zh", "label_en", "unit", "definition_zh", "definition_en", "formula"];

export function createDrafts(model) {
  const changed = new Map();
  const wordsField = (question) => model.whole.words[question.kind];
  const isKnown = (id) => Object.hasOwn(model.whole.things, id);

  /** What is answered unless it is changed. */
  function first(question) {
    const standing = model.standing(question);
    return standing?.answer === "accept" ? standing.fields : question.fields;
  }

  const drafts = {
    isKnown,
    isChanged: (question) => changed.has(question.id),
    forget: (question) => changed.delete(question.id),
    fields: (question) => changed.get(question.id) ?? first(question),
    set(question, fields) {
      changed.set(question.id, { ...drafts.fields(question), ...fields });
    },
    /** The words that a question is asked of, as they are marked now. */
    words: (question) => drafts.fields(question)[wordsField(question)] ?? "",
    /** Where they stand. */
    place(question) {
      const fields = drafts.fields(question);
      if (fields.start !== undefined && question.pending) {
        const start = Number(fields.start);
        return { start, end: start + Array.from(drafts.words(question)).length };
      }
      return model.place(question, drafts.words(question));
    },
    /** Move an end of the words by one character, within the section. */
    move(question, end, step) {
      const at = { ...drafts.place(question) };
      at[end] += step;
      const section = model.sections.get(question.section);
      if (at.start < section.start || at.end > section.end || at.start >= at.end) return;
      const before = drafts.words(question);
      const words = model.words(at.start, at.end);
      const fields = { [wordsField(question)]: words };
      const now = drafts.fields(question);
      if (now.start !== undefined) fields.start = String(at.start);
      if (now.label_zh === plain(before)) fields.label_zh = plain(words);
      if (question.kind === "act" && now.class === undefined && !model.names.has(words)) {
        Object.assign(fields, { id: "", ...fresh(question, words) });
      }
      drafts.set(question, fields);
    },
    /** Let a field be another of what it may be: "" is a new thing, which then needs a name. */
    choose(question, field, value) {
      const isNew = !value && (field === "id" || field === "indicator");
      drafts.set(question, { [field]: value, ...(isNew ? fresh(question, drafts.words(question)) : {}) });
    },
    /** The fields of an answer, whole, without those that a known thing has no use for. */
    whole(question) {
      const fields = { ...drafts.fields(question) };
      const unused = isKnown(fields.id ?? "") ? NEW : fields.indicator ? NEW_INDICATOR : [];
      for (const name of unused) delete fields[name];
      return fields;
    },
  };

  /** What a new thing is called, as far as the question or its words tell. */
  function fresh(question, words) {
    const { class: classes = [], label_zh: labels = [], label_en: english = [], unit: units = [] } = question.options;
    const now = drafts.fields(question);
    if (question.kind === "figure") {
      const label = now.label_zh || (now.wording ?? "").replaceAll("…", "");
      return { label_zh: label, label_en: now.label_en || "", unit: now.unit || units[0] || "" };
    }
    return {
      class: now.class || classes[0] || "",
      label_zh: now.label_zh || labels[0] || plain(words),
      label_en: now.label_en || english[0] || "",
    };
  }

  return drafts;
}

/** A question that the reviewer adds, of a kind, where words stand; it is asked nowhere yet. */
export function pending(model, id, kind, section, { start, end }) {
  const words = model.words(start, end);
  const place = { kind, section, start: String(start) };
  const named = { id: "", class: "", label_zh: plain(words), label_en: "" };
  const subject = model.whole.place;
  const fields = {
    name: { words, ...named },
    act: {
      ...{ subject, predicate: "", object: words, ...(model.names.has(words) ? {} : named) },
      ...{ verb: "", modality: "asserted", phase: "", date: "" },
    },
    figure: {
      ...{ subject, indicator: "", label_zh: "", label_en: "", unit: "", wording: "", value: "", value_text: words },
      ...{ bound: "exactly", period: "", as_of: "", change_basis: "", status: "stated" },
    },
  }[kind];
  const options = kind === "name" ? { id: [] } : { subject: [subject] };
  return { id, kind, section, start, end, pending: true, fields: { ...place, ...fields }, options, places: [] };
}
