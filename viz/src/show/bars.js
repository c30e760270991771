// Bars from zero, each with its words and its value beside it.
import { drawing, element } from "../base/dom.js";

const LONG = 12; // bars above which a chart is scrolled, and so can have the focus

/**
 * A chart with its title. An item is { what, share, much }: its words, how long its bar is, from 0 to 1, or null for what
 * has none, and what is said beside it, as texts and elements.
 */
export const barChart = (title, items) =>
  element(
    "figure",
    { class: "chart" },
    element("figcaption", { text: title }),
    element(
      "ul",
      items.length > LONG ? { tabindex: "0", "aria-label": title } : {},
      items.map(({ what, share, much }) =>
        element(
          "li",
          { class: share === null ? "none" : null },
          element("span", { class: "what", text: what }),
          element(
            "span",
            { class: "bar" },
            share !== null && bar(share),
            element("span", { class: share === null ? "soft" : "much" }, much),
          ),
        ),
      ),
    ),
  );

const bar = (share) =>
  drawing(
    "svg",
    { "aria-hidden": "true", height: 14 },
    drawing("rect", { class: "track", width: "100%", height: 14, rx: 2 }),
    drawing("rect", { class: "much", width: `${(100 * share).toFixed(2)}%`, height: 14, rx: 2 }),
  );
