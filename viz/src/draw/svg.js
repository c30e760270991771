// A picture of the graph as SVG, made node by node: no text of a report can be markup.
import { LINE } from "./labels.js";
import { arrow, corners, dashes, FONT, OPACITY } from "./paint.js";

const SVG = "http://www.w3.org/2000/svg";
const ASCENT = 0.88; // from the top of a line to its base line, of the size of the letters
// XML 1.0, production 2: what is no Char cannot stand in a document
const NO_CHARACTER = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** A scene of scene.js as a standalone SVG with a title, in CSS pixels. */
export function sceneToSvg({ width, height, background, edges, nodes, labels, words }, title) {
  const page = document.implementation.createDocument(SVG, "svg");
  const root = put(page.documentElement, { width, height, viewBox: `0 0 ${width} ${height}` });
  const add = (parent, name, attributes = {}, text = "") => {
    const made = put(parent.appendChild(page.createElementNS(SVG, name)), attributes);
    if (text) made.append(text.toWellFormed().replace(NO_CHARACTER, "\ufffd"));
    return made;
  };
  add(root, "title", {}, title);
  add(root, "rect", { width, height, fill: background });
  const lines = add(root, "g", { id: "edges" });
  for (const edge of edges) drawEdge(edge, (...drawn) => add(lines, ...drawn));
  const shapes = add(root, "g", { id: "nodes", "stroke-linejoin": "round" });
  for (const node of nodes) {
    const [name, outline] = form(node);
    add(shapes, name, {
      ...outline,
      fill: node.colour,
      stroke: node.border,
      "stroke-width": node.width,
      opacity: node.dim ? OPACITY.dimNode : OPACITY.node,
    });
  }
  const texts = add(root, "g", {
    id: "labels",
    "font-family": FONT,
    "stroke-width": 3,
    "stroke-linejoin": "round",
    "paint-order": "stroke",
  });
  for (const label of [...words, ...labels]) drawLabel(label, (...drawn) => add(texts, ...drawn));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(page)}\n`;
}

/** Set attributes, numbers to a hundredth; null, undefined and false leave one out. */
function put(made, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    made.setAttribute(key, typeof value === "number" ? short(value) : value);
  }
  return made;
}

const short = (number) => String(Math.round(number * 100) / 100);
const points = (all) => all.map(([x, y]) => `${short(x)},${short(y)}`).join(" ");

function drawEdge(edge, add) {
  const { x1, y1, cx, cy, x2, y2, colour, width, dim } = edge;
  const [startX, startY, bendX, bendY, stopX, stopY] = [x1, y1, cx, cy, x2, y2].map(short);
  add("path", {
    d: `M${startX} ${startY}Q${bendX} ${bendY} ${stopX} ${stopY}`,
    fill: "none",
    stroke: colour,
    "stroke-width": width,
    "stroke-dasharray": dashes(edge).join(" ") || null,
    opacity: dim ? OPACITY.dimEdge : OPACITY.edge,
  });
  if (dim) return;
  const { x, y, angle, size } = arrow(edge);
  const back = (side) => [x - size * Math.cos(angle + side), y - size * Math.sin(angle + side)];
  add("polygon", { points: points([[x, y], back(-0.4), back(0.4)]), fill: colour, opacity: OPACITY.edge });
}

function form({ shape, x, y, size }) {
  if (shape === "box") {
    return ["rect", { x: x - 1.25 * size, y: y - 0.75 * size, width: 2.5 * size, height: 1.5 * size, rx: size / 3 }];
  }
  if (shape === "dot") return ["circle", { cx: x, cy: y, r: size }];
  return ["polygon", { points: points(corners(shape, x, y, size)) }];
}

function drawLabel({ lines, x, y, size, colour, halo, anchor, bold }, add) {
  lines.forEach((line, nth) => {
    add(
      "text",
      {
        x,
        y: y + (nth * LINE + ASCENT) * size,
        "font-size": size,
        fill: colour,
        stroke: halo,
        "text-anchor": anchor,
        "font-weight": bold && 600,
      },
      line,
    );
  });
}
