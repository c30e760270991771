// The words of the page itself, in Chinese and English.

export const LANGUAGE_TAGS = { zh: "zh-Hans", en: "en" };

const WORDS = {
  title: ["机构、项目与荣誉", "Institutions, programmes and honours"],
  "other-language": ["English", "中文"],
  views: ["视图", "Views"],
  graph: ["图谱", "Graph"],
  ask: ["提问", "Ask"],
  list: ["列表", "Lists"],
};

/** Add words: by name the Chinese and the English one. */
export function addWords(words) {
  for (const [name, both] of Object.entries(words)) {
    if (name in WORDS) throw new Error(`the page has the word ${name} already`);
    WORDS[name] = both;
  }
}

/** A word of the page in a language; each `{}` in it takes the next of the `values`. */
export function word(language, name, ...values) {
  if (!(name in WORDS)) throw new Error(`the page has no word ${name}`);
  return WORDS[name][language === "zh" ? 0 : 1].replace(/\{\}/g, () => values.shift() ?? "");
}

/** The browser's language, as far as the page speaks it. */
export const browserLanguage = () => (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
