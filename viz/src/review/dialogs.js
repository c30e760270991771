// What opens over the page: the help, and the names that are accepted at once.
import { button, element } from "../base/dom.js";
import { help } from "./keys.js";

/** Open a dialog, which is gone when it is closed. */
function open(id, label, ...content) {
  const dialog = element("dialog", { id, "aria-label": label }, ...content);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export function openHelp(app) {
  const close = button(app.word("close"), () => dialog.close());
  const dialog = open("help", app.word("review-help"), help(app), element("p", { class: "row" }, close));
  close.focus();
}

/** Show names with what each is taken for; `accept` is called where they are all accepted. */
export function openBatch(app, questions, accept) {
  const close = button(app.word("review-leave"), () => dialog.close());
  const yes = button(app.word("review-accept"), () => dialog.confirmed(), { class: "primary" });
  const dialog = open(
    "batch",
    app.word("review-all"),
    element("h2", { text: app.word("review-batch-title", questions.length) }),
    element("p", { class: "soft", text: app.word("review-batch-how") }),
    element("ul", { class: "batch", tabindex: "0", "aria-label": app.word("review-names") }, questions.map(line)),
    element("p", { class: "row" }, yes, close),
  );
  dialog.confirmed = () => {
    dialog.close();
    accept();
  };
  yes.focus();

  function line(question) {
    const { words, id, label_zh, class: kind } = question.fields;
    return element(
      "li",
      {},
      element("bdi", { lang: "zh-Hans", text: words }),
      " → ",
      element("bdi", id ? { text: app.named(id) } : { lang: "zh-Hans", text: label_zh }),
      element("span", {
        class: "soft id",
        text: id || app.word("review-batch-new", app.pick(app.model.whole.classes[kind])),
      }),
    );
  }
}
