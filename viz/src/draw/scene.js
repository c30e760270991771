// The picture as plain lists, in CSS pixels of the view: what paint.js paints, and svg.js writes.
import { linesOf } from "../base/model.js";
import { placeTexts } from "./labels.js";

/** How large a thing is drawn in a view of some width, by the number of its claims: the radius in pixels. */
export const radius = (thing, width) =>
  Math.min(16, 5 + 1.1 * Math.sqrt(thing.claims.length)) * Math.max(0.65, Math.min(1, width / 600));

/**
 * The scene of what is visible. `view` has `width`, `height`, and `place(id)`, a thing's place in the view;
 * `style` the colours; `measure(text, size)` the width of a text; `whose(thing)` what is said under the name of the
 * thing in hand; `lit` the sets of `things` and `claims` that are in the light while all else is dimmed, or null; `chosen` the `thing` and `claim` chosen, and the thing `pointed` at.
 * `labels` are the names of things, `words` the numbers of their hidden neighbours and what lines in the light say.
 */
export function createScene({ model, shown, view, style, language, whose, lit, chosen, measure }) {
  const things = [...shown.things].map((id) => model.things.get(id));
  const places = new Map(things.map((thing) => [thing.id, view.place(thing.id)]));
  const dim = (id) => Boolean(lit && !lit.things.has(id));
  const edges = drawnEdges(shown.claims, places, things, { view, lit, style, chosen });
  const drawn = things.map((thing) => ({
    id: thing.id,
    ...places.get(thing.id),
    size: radius(thing, view.width),
    shape: thing.node.shape,
    colour: thing.node.color,
    border: thing.id === chosen.thing ? style.accent : style.outline,
    width: thing.id === chosen.thing ? 3 : 1,
    dim: dim(thing.id),
    more: shown.hidden.get(thing.id) ?? 0,
  }));
  const nodes = drawn.sort((a, b) => onTop(a, chosen) - onTop(b, chosen) || a.size - b.size); // what matters lies on top
  const texts = placeTexts(nodes, edges, { model, view, style, language, whose, lit, chosen, measure });
  return { width: view.width, height: view.height, background: style.paper, edges, nodes, ...texts };
}

const onTop = (node, chosen) => Number(node.id === chosen.thing || node.id === chosen.pointed);

/** Claims as lines; those that join the same two things bend apart. */
function drawnEdges(claims, places, things, { view, lit, style, chosen }) {
  const sizes = new Map(things.map((thing) => [thing.id, radius(thing, view.width)]));
  const pairs = new Map();
  return claims
    .flatMap((claim) => linesOf(claim).map((line) => ({ ...line, claim })))
    .filter(({ from, to }) => places.has(from) && places.has(to))
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
        dotted: by,
        dim: Boolean(lit) && !light,
      };
    });
}
