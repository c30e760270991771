// What is asked, what stands of it, and the text: offsets count code points, as Python does.

export const KINDS = ["name", "act", "figure", "sentence"];

const SENTENCE_END = /[。！？；!?;\n]/u;
const MARKS = /^[“《]([^“”《》]*)[”》]$/u;

/** Words without the marks that stand around them (kg/reading/review/questions.py, plain). */
export const plain = (words) => words.match(MARKS)?.[1] ?? words;

export function createModel(whole) {
  const characters = Array.from(whole.text);
  const sections = new Map(whole.sections.map((section) => [section.id, section]));
  const model = {
    whole,
    sections,
    state: null,
    questions: [],
    byId: new Map(),
    names: new Map(),
    /** Take over what stands by now. */
    take(state) {
      const questions = [...whole.questions, ...state.added].sort(inOrder);
      const bare = bareSentences(whole.sentences, questions, state);
      const byId = new Map([...questions, ...bare].map((question) => [question.id, question]));
      const names = questions
        .filter(({ kind }) => kind === "name")
        .map((question) => [question.fields.words, question]);
      Object.assign(model, { state, questions: [...questions, ...bare], byId, names: new Map(names) });
    },
    /** What stands of a question: its answer and fields, or undefined. */
    standing: (question) => model.state.stands[question.id],
    /** How many decisions of these questions are known here. */
    seen: (ids) => ids.reduce((sum, id) => sum + (model.state.seen[id] ?? 0), 0),
    /** The words of a stretch. */
    words: (start, end) => characters.slice(start, end).join(""),
    /** Where words stand in the section of a question, nearest to where its own do; its own place if nowhere. */
    place(question, words) {
      const length = Array.from(words).length;
      const { start, end } = sections.get(question.section);
      const fits = (at) => at >= start && at + length <= end && model.words(at, at + length) === words;
      for (let away = 0; length && away < end - start; away += 1) {
        const found = [question.start - away, question.start + away].find(fits);
        if (found !== undefined) return { start: found, end: found + length };
      }
      return { start: question.start, end: question.end };
    },
    /** The sentence, or the sentences, around a stretch, within its section. */
    sentence(section, start, end) {
      const bounds = sections.get(section);
      let from = start;
      while (from > bounds.start && !SENTENCE_END.test(characters[from - 1])) from -= 1;
      let to = Math.max(end, from);
      while (to < bounds.end && !(to > from && SENTENCE_END.test(characters[to - 1]))) to += 1;
      return { start: from, end: to };
    },
  };
  model.take(whole.state);
  return model;
}

/** As they stand in the text: of several at one place, names first, and longer ones. */
function inOrder(one, other) {
  const names = (one.kind !== "name") - (other.kind !== "name");
  return one.start - other.start || names || other.end - one.end || (one.id < other.id ? -1 : 1);
}

/** The sentences in which nothing stands that is asked for and not rejected. */
function bareSentences(sentences, questions, state) {
  const resting = questions.filter(({ id }) => state.stands[id]?.answer !== "reject").flatMap(({ places }) => places);
  const starts = resting.map(([, start]) => start).sort((one, other) => one - other);
  const isBare = ({ start, end }) => {
    const first = starts.find((at) => at >= start);
    return first === undefined || first >= end;
  };
  return sentences.filter(isBare);
}
