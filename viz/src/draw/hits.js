// What of a scene lies under a point, with some tolerance for fingers.

const NEAR = 5;
const PIECES = 24;

/** `{ thing }`, `{ claim }` or `{}`: what is at a point of the view; a label counts as its thing, a word as its claim. */
export function hit(scene, x, y) {
  const isIn = ({ box }) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
  const thing =
    scene.nodes.findLast((node) => Math.hypot(node.x - x, node.y - y) <= node.size + NEAR) ?? scene.labels.find(isIn);
  if (thing) return { thing: thing.id };
  const claim = scene.words.find((word) => word.claim && isIn(word))?.claim;
  const edge = claim ? null : scene.edges.find((edge) => isOn(edge, x, y));
  return claim || edge ? { claim: claim ?? edge.id } : {};
}

/** Whether a point is near a curve, taken as a row of straight pieces. */
function isOn(edge, x, y) {
  let before = [edge.x1, edge.y1];
  for (let piece = 1; piece <= PIECES; piece++) {
    const next = pointOf(edge, piece / PIECES);
    if (distance(x, y, ...before, ...next) < NEAR) return true;
    before = next;
  }
  return false;
}

/** The point of a quadratic Bézier curve at `t`, from 0 to 1. */
export const pointOf = ({ x1, y1, cx, cy, x2, y2 }, t) => [
  (1 - t) ** 2 * x1 + 2 * t * (1 - t) * cx + t * t * x2,
  (1 - t) ** 2 * y1 + 2 * t * (1 - t) * cy + t * t * y2,
];

function distance(x, y, px, py, qx, qy) {
  const length = (qx - px) ** 2 + (qy - py) ** 2 || 1;
  const t = Math.max(0, Math.min(1, ((x - px) * (qx - px) + (y - py) * (qy - py)) / length));
  return Math.hypot(x - px - t * (qx - px), y - py - t * (qy - py));
}
