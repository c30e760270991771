// The picture as plain lists, in CSS pixels of the view: what paint.js paints, and svg.js writes.

/** The height of a line of a label, of the size of its letters. */
export const LINE = 1.25;
const GAP = 3;
const WIDE = { zh: 11, en: 20 }; // letters to a line
const LINES = 2;

/** How large a thing is drawn in a view of some width, by the number of its claims: the radius in pixels. */
export const radius = (thing, width) =>
  Math.min(16, 5 + 1.1 * Math.sqrt(thing.claims.length)) * Math.max(0.65, Math.min(1, width / 600));

/**
 * The scene of what is visible. `view` has `width`, `height`, and `place(id)`, a thing's place in the view;
 * `style` the colours; `measure(text, size)` the width of a text; `lit` the sets of `things` and `claims` that
 * are in the light while all else is dimmed, or null.
 */
export function createScene({ model, shown, view, style, language, lit, chosen, measure }) {
  const things = [...shown.things].map((id) => model.things.get(id));
  const places = new Map(things.map((thing) => [thing.id, view.place(thing.id)]));
  const dim = (id) => Boolean(lit && !lit.things.has(id));
  const edges = drawnEdges(shown.claims, places, things, { view, lit, style, chosen });
  const nodes = things.map((thing) => ({
    id: thing.id,
    ...places.get(thing.id),
    size: radius(thing, view.width),
    shape: thing.node.shape,
    colour: thing.node.color,
    border: thing.id === chosen.thing ? style.accent : style.paper,
    width: thing.id === chosen.thing ? 3 : 1,
    dim: dim(thing.id),
    more: shown.hidden.get(thing.id) ?? 0,
  }));
  const labels = placeLabels(nodes, { model, view, style, language, lit, chosen, measure });
  return { width: view.width, height: view.height, background: style.paper, edges, nodes, labels };
}

/** The lines of claims: from subject to object, and from each body that conferred, to the object. */
const linesOf = (claim, places) => [
  { claim, from: claim.subject, to: claim.object },
  ...claim.by
    .filter((id) => places.has(id) && id !== claim.object)
    .map((id) => ({ claim, from: id, to: claim.object, by: true })),
];

/** Claims as lines; those that join the same two things bend apart. */
function drawnEdges(claims, places, things, { view, lit, style, chosen }) {
  const sizes = new Map(things.map((thing) => [thing.id, radius(thing, view.width)]));
  const pairs = new Map();
  return claims
    .flatMap((claim) => linesOf(claim, places))
    .map(({ claim, from: start, to: stop, by }) => {
      const pair = [start, stop].sort().join(" ");
      const nth = pairs.get(pair) ?? 0;
      pairs.set(pair, nth + 1);
      const from = places.get(start);
      const to = places.get(stop);
      const bend = nth ? (nth % 2 ? 1 : -1) * Math.ceil(nth / 2) * 0.22 * (start < stop ? 1 : -1) : 0;
      const light = Boolean(lit?.claims.has(claim.id));
      return {
        id: claim.id,
        x1: from.x,
        y1: from.y,
        x2: to.x,
        y2: to.y,
        cx: (from.x + to.x) / 2 - bend * (to.y - from.y),
        cy: (from.y + to.y) / 2 + bend * (to.x - from.x),
        end: sizes.get(stop) + 2,
        colour: claim.id === chosen.claim ? style.accent : light ? style.lit : style.edge,
        width: claim.id === chosen.claim ? 3 : light ? 1.8 : 1,
        dashed: claim.modality !== "asserted",
        dotted: Boolean(by),
        dim: Boolean(lit) && !light,
      };
    });
}

/** The labels that have room, the ones that matter first: none lies on another one. */
function placeLabels(nodes, { model, view, style, language, lit, chosen, measure }) {
  const order = (node) =>
    (node.id === chosen.thing ? -1e6 : 0) + (lit?.things.has(node.id) ? -1e5 : 0) + model.things.get(node.id).node.rank;
  const taken = [];
  const labels = [];
  for (const node of [...nodes].sort((a, b) => order(a) - order(b))) {
    if (node.dim) continue;
    const size = node.id === chosen.thing ? 14 : node.size > 9 ? 13 : 12;
    const lines = wrap(model.things.get(node.id)[language], WIDE[language]);
    const width = Math.max(...lines.map((line) => measure(line, size)));
    const height = lines.length * size * LINE;
    const boxed = spots(node, height).map((spot) => ({ ...spot, box: boxOf(spot, width, height) }));
    const free = boxed.filter(
      ({ box }) =>
        !taken.some((other) => meet(box, other)) && !nodes.some((other) => other !== node && covers(box, other)),
    );
    const within = ({ box }) => box.left > 0 && box.right < view.width;
    const spot = free.find(within) ?? (node.id === chosen.thing ? (boxed.find(within) ?? boxed[0]) : free[0]);
    if (!spot) continue;
    taken.push(spot.box);
    node.countLeft = spot.anchor === "start";
    labels.push({
      id: node.id,
      lines,
      size,
      ...spot,
      colour: style.ink,
      halo: style.paper,
      bold: node.id === chosen.thing,
    });
  }
  return labels;
}

/** Where a label may stand, the best place first: under, beside or over its thing, else at one of its corners. */
function spots({ x, y, size }, height) {
  const [below, beside, above] = [y + size + GAP, y - height / 2, y - size - GAP - height];
  const [right, left] = [x + size + GAP, x - size - GAP];
  return [
    { x, y: below, anchor: "middle" },
    { x: right, y: beside, anchor: "start" },
    { x: left, y: beside, anchor: "end" },
    { x, y: above, anchor: "middle" },
    { x: right, y: below, anchor: "start" },
    { x: left, y: below, anchor: "end" },
    { x: right, y: above, anchor: "start" },
    { x: left, y: above, anchor: "end" },
  ];
}

const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

function boxOf({ x, y, anchor }, width, height) {
  const left = x - { start: 0, middle: width / 2, end: width }[anchor];
  return { left: left - 2, top: y - 1, right: left + width + 2, bottom: y + height + 1 };
}

const covers = (box, { x, y, size }) =>
  x + size > box.left && x - size < box.right && y + size > box.top && y - size < box.bottom;

/** A label in at most two lines, at its spaces where it has some; what does not fit is told by an ellipsis. */
export function wrap(text, wide) {
  const lines = [""];
  const spaced = /^[\x20-\u024f“”‘’–—…]*$/.test(text);
  for (const part of spaced ? text.split(/(?<=[\s-])/) : [...text]) {
    const line = lines.at(-1);
    if (line && (line + part).trimEnd().length > wide) {
      if (lines.length === LINES) return [...lines.slice(0, -1), `${line.trimEnd()}…`];
      lines.push(part);
    } else lines[lines.length - 1] = line + part;
  }
  return lines.map((line) =>
    [...line.trimEnd()].length > 2 * wide ? `${[...line].slice(0, 2 * wide).join("")}…` : line.trimEnd(),
  );
}
