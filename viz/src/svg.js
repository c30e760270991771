// A picture of the graph as SVG, made node by node: no text of a report can be markup.

const SVG = "http://www.w3.org/2000/svg";
const FONTS = '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif';
// XML 1.0, production 2: what is no Char cannot stand in a document
const NO_CHARACTER = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/**
 * A scene of the canvas as a standalone SVG, in CSS pixels:
 * `{ width, height, background, edges: [{ x1, y1, x2, y2, colour, width, dashed, arrow }],
 * nodes: [{ x, y, size, shape, colour, border }], labels: [{ x, y, text, size, colour, halo, anchor }] }`.
 * An arrow's tip is at x2, y2; `size` is the radius of a shape; y of a label is its base line.
 */
export function sceneToSvg({ width, height, background, edges, nodes, labels }, title) {
  const page = document.implementation.createDocument(SVG, "svg");
  const add = (parent, name, attributes = {}, text = "") => {
    const made = parent.appendChild(page.createElementNS(SVG, name));
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value);
    }
    if (text) made.append(text.toWellFormed().replace(NO_CHARACTER, "\ufffd"));
    return made;
  };
  const root = page.documentElement;
  for (const [key, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) root.setAttribute(key, value);
  add(root, "title", {}, title);
  add(root, "rect", { width, height, fill: background });
  const parts = (name, attributes) => add(root, "g", { class: name, ...attributes });
  const lines = parts("edges", { fill: "none" });
  for (const edge of edges) drawEdge(edge, (...drawn) => add(lines, ...drawn));
  const shapes = parts("nodes", { "stroke-linejoin": "round" });
  for (const node of nodes) {
    const [name, form] = (SHAPES[node.shape] ?? SHAPES.dot)(node);
    add(shapes, name, { ...form, fill: node.colour, stroke: node.border ?? node.colour });
  }
  const texts = parts("labels", { "font-family": FONTS, "stroke-linejoin": "round", "paint-order": "stroke" });
  for (const { x, y, text, size, colour, halo, anchor } of labels) {
    add(texts, "text", { x: short(x), y: short(y), "font-size": size, fill: colour, stroke: halo ?? null,
      "stroke-width": halo ? size / 4 : null, "text-anchor": anchor ?? "middle" }, text);
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(page)}\n`;
}

const short = (number) => Math.round(number * 100) / 100;
const points = (corners) => corners.map(([x, y]) => `${short(x)},${short(y)}`).join(" ");

function drawEdge({ x1, y1, x2, y2, colour, width, dashed, arrow }, add) {
  add("line", { x1: short(x1), y1: short(y1), x2: short(x2), y2: short(y2), stroke: colour, "stroke-width": width,
    "stroke-dasharray": dashed ? `${4 * width} ${3 * width}` : null });
  if (!arrow) return;
  const along = Math.atan2(y2 - y1, x2 - x1);
  const length = 6 + 2 * width;
  const corner = (turn) => [x2 - length * Math.cos(along + turn), y2 - length * Math.sin(along + turn)];
  add("polygon", { points: points([[x2, y2], corner(0.4), corner(-0.4)]), fill: colour });
}

/** A polygon with `count` corners around a node, the first one at the angle `start`. */
const polygon = (count, start, radius = () => 1) => ({ x, y, size }) => ["polygon", {
  points: points(Array.from({ length: count }, (_, index) => {
    const angle = start + (2 * Math.PI * index) / count;
    return [x + size * radius(index) * Math.cos(angle), y + size * radius(index) * Math.sin(angle)];
  })),
}];

const box = (wide, high, round) => ({ x, y, size }) => ["rect", {
  x: short(x - wide * size), y: short(y - high * size), width: short(2 * wide * size), height: short(2 * high * size),
  rx: short(round * size),
}];

const UP = -Math.PI / 2;
const SHAPES = {
  dot: ({ x, y, size }) => ["circle", { cx: short(x), cy: short(y), r: short(size) }],
  square: box(1, 1, 0),
  box: box(1.3, 0.8, 0.3),
  diamond: polygon(4, UP),
  triangle: polygon(3, UP),
  triangleDown: polygon(3, -UP),
  hexagon: polygon(6, 0),
  star: polygon(10, UP, (index) => (index % 2 ? 0.5 : 1)),
};
