// Paints a scene on a canvas.
import { LINE } from "./labels.js";

const SIDES = {
  diamond: [4, 0],
  triangle: [3, 0],
  triangleDown: [3, Math.PI],
  hexagon: [6, Math.PI / 6],
  square: [4, Math.PI / 4],
};

/** The letters of labels: the system's own, with Chinese ones. */
export const FONT = 'system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';

/** How opaque edges and things are, in the light and dimmed. */
export const OPACITY = { edge: 0.9, dimEdge: 0.15, node: 1, dimNode: 0.25 };

/** The dashes of an edge, and the gaps between them. */
export const dashes = ({ dashed, dotted }) => (dashed ? [6, 4] : dotted ? [1.5, 3] : []);

/** Paint the whole scene and its ground, in the units of its view. */
export function paintScene(context, scene) {
  context.fillStyle = scene.background;
  context.fillRect(0, 0, scene.width, scene.height);
  paintEdges(context, scene);
  for (const node of scene.nodes) paintNode(context, node);
  paintLabels(context, scene);
}

export function paintEdges(context, { edges }) {
  for (const edge of edges) {
    context.globalAlpha = edge.dim ? OPACITY.dimEdge : OPACITY.edge;
    context.strokeStyle = context.fillStyle = edge.colour;
    context.lineWidth = edge.width;
    context.setLineDash(dashes(edge));
    context.beginPath();
    context.moveTo(edge.x1, edge.y1);
    context.quadraticCurveTo(edge.cx, edge.cy, edge.x2, edge.y2);
    context.stroke();
    if (!edge.dim) paintArrow(context, edge);
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** Where an edge's arrow ends and which way it points: at the rim of the thing it leads to. */
export function arrow(edge) {
  const angle = Math.atan2(edge.y2 - edge.cy, edge.x2 - edge.cx);
  return {
    x: edge.x2 - edge.end * Math.cos(angle),
    y: edge.y2 - edge.end * Math.sin(angle),
    angle,
    size: 4 + edge.width,
  };
}

function paintArrow(context, edge) {
  const { x, y, angle, size } = arrow(edge);
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(x, y);
  for (const side of [-0.4, 0.4]) context.lineTo(x - size * Math.cos(angle + side), y - size * Math.sin(angle + side));
  context.closePath();
  context.fill();
}

/** A thing as its shape. */
export function paintNode(context, node) {
  context.globalAlpha = node.dim ? OPACITY.dimNode : OPACITY.node;
  context.beginPath();
  outline(context, node);
  context.fillStyle = node.colour;
  context.fill();
  context.lineWidth = node.width;
  context.strokeStyle = node.border;
  context.stroke();
  context.globalAlpha = 1;
}

function outline(context, { shape, x, y, size }) {
  if (shape === "box") context.roundRect(x - 1.25 * size, y - 0.75 * size, 2.5 * size, 1.5 * size, size / 3);
  else if (shape === "dot" || !(shape in SIDES || shape === "star")) context.arc(x, y, size, 0, 2 * Math.PI);
  else corners(shape, x, y, size).forEach(([cx, cy], nth) => (nth ? context.lineTo(cx, cy) : context.moveTo(cx, cy)));
  context.closePath();
}

/** The corners of a shape that has some. */
export function corners(shape, x, y, size) {
  const [sides, turn] = shape === "star" ? [10, 0] : SIDES[shape];
  return Array.from({ length: sides }, (_, nth) => {
    const angle = -Math.PI / 2 + turn + (2 * Math.PI * nth) / sides;
    const far = size * (shape === "star" ? (nth % 2 ? 0.6 : 1.3) : 1.15);
    return [x + far * Math.cos(angle), y + far * Math.sin(angle)];
  });
}

export function paintLabels(context, { labels, words }) {
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.lineWidth = 3;
  for (const text of [...words, ...labels]) {
    context.font = `${text.bold ? "600 " : ""}${text.size}px ${FONT}`;
    context.textAlign = text.anchor === "middle" ? "center" : text.anchor;
    context.strokeStyle = text.halo;
    context.fillStyle = text.colour;
    text.lines.forEach((line, nth) => {
      const y = text.y + nth * text.size * LINE;
      context.strokeText(line, text.x, y);
      context.fillText(line, text.x, y);
    });
  }
}
