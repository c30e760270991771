// An entry of a legend: a box that switches something on and off, and a button that leaves it alone.
import { button, drawing, element } from "../base/dom.js";
import { corners } from "./paint.js";

/** An entry: its box, what is switched, how much of it there is, what leaves it alone, and its mark. */
export const entry = (app, box, name, counted, only, mark = null) =>
  element(
    "li",
    {},
    element(
      "label",
      {},
      box,
      mark,
      element("span", { text: name }),
      element("span", { class: "soft", text: String(counted) }),
    ),
    button(app.word("only"), only, { class: "quiet", "aria-label": app.word("only-this", name) }),
  );

/** The shape and colour of a class, as the legend shows them. */
export function shape({ shape: name, colour }) {
  const made = drawing("svg", { width: 16, height: 16, viewBox: "-8 -8 16 16", "aria-hidden": "true" });
  if (name === "dot") made.append(drawing("circle", { r: 6, fill: colour }));
  else if (name === "box")
    made.append(drawing("rect", { x: -7.5, y: -4.5, width: 15, height: 9, rx: 2, fill: colour }));
  else
    made.append(
      drawing("polygon", {
        points: corners(name, 0, 0, 6)
          .map((point) => point.join(","))
          .join(" "),
        fill: colour,
      }),
    );
  return made;
}
