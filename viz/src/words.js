// The words of the page itself, in Chinese and English.

export const LANGUAGE_TAGS = { zh: "zh-Hans", en: "en" };

const WORDS = {
  title: ["机构、项目与荣誉", "Institutions, programmes and honours"],
  "other-language": ["English", "中文"],
  find: ["查找名称", "Find a name"],
  "find-how": ["查找：中文、拼音、首字母、英文", "Find: 中文, pinyin, initials, English"],
  views: ["视图", "Views"],
  graph: ["图谱", "Graph"],
  ask: ["提问", "Ask"],
  list: ["列表", "Lists"],
  "graph-label": ["知识图谱，现显示{}个事物", "Knowledge graph, {} things shown"],
  "graph-keys": [
    "方向键：移到相邻事物；回车：展开或收起；加减号：缩放；0：全图；Esc：取消选择。",
    "Arrow keys: to the next thing. Enter: open or fold. Plus and minus: zoom. 0: whole view. Escape: choose nothing.",
  ],
  "graph-left": ["没有选中任何事物", "Nothing is chosen"],
  "graph-nothing": ["没有通过筛选的内容。", "Nothing passes the filters."],
  "graph-at": ["{}，{}，另有{}个相邻事物未显示", "{}, {}, {} more neighbours not shown"],
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
