// The text around what is asked: its section, the sentence with the words marked, and the sentences beside it.
import { element } from "../base/dom.js";

/** The heading of a section with those above it. */
export function headings(app, id) {
  const above = id.split(".").map((_, at, parts) => parts.slice(0, at + 1).join("."));
  const told = above.map((token) => app.model.sections.get(token)?.heading).filter(Boolean);
  if (id === "s0") told.push(app.word("review-opening"));
  if (id === "sig") told.push(app.word("review-signature"));
  return element(
    "p",
    { class: "where" },
    element("span", { class: "token", text: id }),
    told.map((text) => element("span", { class: "heading", text, lang: "zh-Hans" })),
  );
}

/** The sentence around a stretch, its words marked, between the sentences before and after it. */
export function passage(app, question, marked) {
  const { model } = app;
  const { start, end } = model.sentence(question.section, marked.start, marked.end);
  const section = model.sections.get(question.section);
  const before = start > section.start ? model.sentence(question.section, start - 1, start).start : start;
  const after = end < section.end ? model.sentence(question.section, end, end + 1).end : end;
  const said = [{ ...marked, name: "mark" }, ...spoken(app, question, { start, end }, marked)];
  return element(
    "blockquote",
    { class: "passage", lang: "zh-Hans" },
    element("span", { class: "beside" }, runs(model, before, start, [])),
    element("span", { class: "said" }, runs(model, start, end, said)),
    element("span", { class: "beside" }, runs(model, end, after, [])),
  );
}

/** Where the verb of an act, or what a figure counts, stands in its sentence, apart from the words themselves. */
function spoken(app, question, { start, end }, marked) {
  const fields = app.drafts.fields(question);
  const found = [];
  for (const part of `${fields.verb ?? ""}…${fields.wording ?? ""}`.split("…").filter(Boolean)) {
    const length = Array.from(part).length;
    let nearest = null;
    for (let at = start; at + length <= end; at += 1) {
      const apart = at + length <= marked.start || at >= marked.end;
      if (!apart || app.model.words(at, at + length) !== part) continue;
      if (!nearest || Math.abs(at - marked.start) < Math.abs(nearest.start - marked.start)) {
        nearest = { start: at, end: at + length, name: "u" };
      }
    }
    if (nearest) found.push(nearest);
  }
  return found;
}

/** A stretch of text, cut where a mark begins or ends; each piece knows where it begins. */
function runs(model, start, end, marks) {
  const cuts = [start, end, ...marks.flatMap((mark) => [mark.start, mark.end])];
  const bounds = [...new Set(cuts.filter((at) => at >= start && at <= end))].sort((one, other) => one - other);
  return bounds.slice(0, -1).map((from, at) => {
    const name = marks.find((mark) => mark.start <= from && from < mark.end)?.name ?? "span";
    return element(name, { "data-at": from, text: model.words(from, bounds[at + 1]).replaceAll("\n", " ") });
  });
}

/** The stretch of the text that is selected on the page, or null where none is. */
export function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const { startContainer, startOffset, endContainer, endOffset } = selection.getRangeAt(0);
  const start = offset(startContainer, startOffset);
  const end = offset(endContainer, endOffset);
  return start !== null && end !== null && start < end ? { start, end } : null;
}

/** The place in the text of a place in the page. */
function offset(node, at) {
  const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".passage [data-at]");
  if (!piece) return null;
  const before = node.nodeType === Node.TEXT_NODE ? node.data.slice(0, at) : at ? piece.textContent : "";
  return Number(piece.dataset.at) + Array.from(before).length;
}
