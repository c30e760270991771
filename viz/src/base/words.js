// The words of the page itself, in Chinese and English: those of kg/words.json that it uses.
import { both, page } from "../../../kg/words.json";

export const LANGUAGE_TAGS = { zh: "zh-Hans", en: "en" };

const WORDS = Object.assign({}, both, ...Object.values(page));

/** A word of the page in a language; each `{}` in it takes the next of the `values`. */
export function word(language, name, ...values) {
  if (!Object.hasOwn(WORDS, name)) throw new Error(`the page has no word ${name}`);
  return WORDS[name][language === "zh" ? 0 : 1].replace(/\{\}/g, () => values.shift() ?? "");
}

/** A word as a heading has it: in English with a capital. */
export function heading(language, name, ...values) {
  const said = word(language, name, ...values);
  return said[0].toUpperCase() + said.slice(1);
}

/** The mark of a thing that is called by its Chinese name, with pinyin, for want of an English one. */
export const NO_ENGLISH = "no-english";

/** The language of what a thing is called, by its id, where that is not the reader's. */
export const langOf = (app, id) =>
  app.language() === "en" && app.model.things.get(id)?.marks?.includes(NO_ENGLISH) ? LANGUAGE_TAGS.zh : null;

/** The browser's language, as far as the page speaks it. */
export const browserLanguage = () => (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
