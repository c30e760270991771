// The keys, the buttons that do the same, and what tells of both.
import { element } from "../base/dom.js";

/** Each action with its key; its button's word; and what the help says. */
export const ACTIONS = [
  { name: "accept", key: "a", word: "review-accept", help: "review-help-accept", class: "primary" },
  { name: "reject", key: "x", word: "review-reject", help: "review-help-reject" },
  { name: "edit", key: "e", word: "review-edit", help: "review-help-edit" },
  { name: "later", key: " ", word: "review-later", help: "review-help-later" },
  { name: "undo", key: "u", word: "review-undo", help: "review-help-undo" },
  { name: "add", key: "+", word: "review-add", help: "review-help-add" },
  { name: "all", key: "A", word: "review-all", help: "review-help-all" },
  { name: "previous", key: "p", word: "review-previous", sign: "‹" },
  { name: "next", key: "n", word: "review-next", sign: "›" },
  { name: "help", key: "?", word: "review-help", help: "review-help-help", sign: "?" },
];
/** Actions on the question that is shown. */
const OF_ONE = ["accept", "reject", "edit", "later", "add"];
const MORE = [
  ["1 – 9, 0", "review-help-choose"],
  ["i", "review-help-other"],
  ["← →", "review-help-end"],
  ["⇧ + ← →", "review-help-start"],
  ["n, p", "review-help-next"],
  ["/", "review-help-find"],
];

/** Listen to the keys of the whole page, but for what is typed into a field. */
export function listen(app) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const does = meant(app, event);
    if (!does) return;
    event.preventDefault();
    app.press(does);
  });
}

/** What a key means where the focus is; null where it is the browser's. */
function meant(app, { key, shiftKey, target, repeat }) {
  const dialog = document.querySelector("dialog[open]");
  if (dialog) return key === "A" && dialog.id === "batch" ? () => dialog.confirmed() : null;
  const typed = target.closest("input:not([type=radio], [type=checkbox]), select, textarea");
  if (key === "Escape" && (typed || app.editing)) return () => app.act("leave");
  if (typed) return null;
  const onControl = target.closest("button, a, summary, label, input");
  if (onControl && [" ", "Enter"].includes(key)) return null;
  if (key === "ArrowLeft" || key === "ArrowRight") {
    if (target.closest("[type=radio]")) return null;
    return () => app.move(shiftKey ? "start" : "end", key === "ArrowLeft" ? -1 : 1);
  }
  if (repeat) return null; // a key that is held decides one question, and not all
  if (/^\d$/.test(key)) return () => app.number(Number(key));
  if (key === "i") return () => app.other();
  if (key === "/") return () => app.list.find();
  const action = ACTIONS.find((one) => one.key === key);
  return action ? () => app.act(action.name) : null;
}

/** A key as it is written. */
const written = (app, key) => (key === " " ? app.word("review-key-space") : key);

/** The buttons below the question. */
export function bar(app, question) {
  return ACTIONS.map(({ name, key, word, sign, class: style }) => {
    const isSentence = question?.kind === "sentence";
    const said = name === "reject" && isSentence ? "review-nothing-in-it" : word;
    const idle = question ? isSentence && ["accept", "edit"].includes(name) : OF_ONE.includes(name);
    return element(
      "button",
      {
        type: "button",
        "data-action": name,
        class: style,
        disabled: idle,
        title: sign && app.word(said),
        onclick: () => app.press(() => app.act(name)),
      },
      sign && element("span", { text: sign, "aria-hidden": "true" }),
      element("span", { class: sign && "offscreen", text: app.word(said) }),
      sign !== key && element("kbd", { text: written(app, key), "aria-hidden": "true" }),
    );
  });
}

/** What every key does. */
export function help(app) {
  const keys = ACTIONS.filter((action) => action.help).map((action) => [written(app, action.key), action.help]);
  return [
    element("h2", { text: app.word("review-help-title") }),
    element(
      "dl",
      { class: "keys" },
      [...keys, ...MORE].map(([key, word]) =>
        element("div", {}, element("dt", {}, element("kbd", { text: key })), element("dd", { text: app.word(word) })),
      ),
    ),
    element("p", { class: "soft", text: app.word("review-help-text") }),
  ];
}
