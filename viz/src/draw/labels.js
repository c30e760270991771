// The texts of a scene, each with its box in the view: none lies on another one, nor on a thing in the light.
import { pointOf } from "./hits.js";

export const LINE = 1.25; // of the size of the letters
const GAP = 3;
const WIDE = { zh: 11, en: 20 }; // letters to a line
const SIZES = { pointed: 14, large: 13, small: 12, word: 11, count: 10 };
const MOST_WORDS = 12;
const CLOSING = /^[”’》」』）】〉、，。；：！？…)\],.;:!?]/;

/**
 * `labels`, the names of the things that have room, those that matter first; `words`, for each thing how many of its
 * neighbours are hidden, and for the lines in the light, if they are few, what they say.
 */
export function placeTexts(nodes, edges, { model, view, style, language, whose, lit, chosen, measure }) {
  const bright = nodes.filter((node) => !node.dim);
  const taken = [];
  const isFree = (box, own) =>
    !taken.some((other) => meet(box, other)) && !bright.some((node) => node.id !== own && covers(box, node));
  const put = (text, box) => {
    taken.push(box);
    return { colour: style.ink, halo: style.paper, ...text, box };
  };
  const pointed = chosen.pointed || chosen.thing;
  const rank = (node) =>
    (node.id === pointed ? -1e6 : 0) + (lit?.things.has(node.id) ? -1e5 : 0) + model.things.get(node.id).node.rank;
  const ordered = bright.sort((a, b) => rank(a) - rank(b));

  const labels = [];
  const words = [];
  for (const node of ordered) {
    const size = node.id === pointed ? SIZES.pointed : node.size > 9 ? SIZES.large : SIZES.small;
    const name = model.things.get(node.id)[language];
    const below = node.id === pointed ? whose(model.things.get(node.id)) : "";
    const shapes =
      node.id === pointed
        ? [[1, 5]]
        : node.size > 9
          ? [
              [1, 2],
              [0.6, 3],
            ]
          : [[1, 2]]; // wide, or narrow
    const tried = shapes.flatMap(([part, most]) => {
      const lines = [...wrap(name, WIDE[language] * part, most), ...(below ? wrap(below, WIDE[language], 3) : [])];
      const width = Math.max(...lines.map((line) => measure(line, size)));
      const places = spots(node, width, lines.length * size * LINE, view).filter(({ box }) => isWithin(box, view));
      return places.map((place) => ({ lines, ...place }));
    });
    const label = tried.find(({ box }) => isFree(box, node.id)) ?? (node.id === pointed ? tried[0] : undefined);
    if (label) labels.push(put({ id: node.id, size, ...label, bold: node.id === pointed }, label.box));
    if (!node.more) continue;
    const count = `+${node.more}`;
    const corner = corners(node, measure(count, SIZES.count), SIZES.count).find(({ box }) => isFree(box, node.id));
    if (corner) words.push(put({ id: node.id, lines: [count], size: SIZES.count, ...corner }, corner.box));
  }

  const saying = edges.filter((edge) => lit && !edge.dim && !edge.dotted);
  const said = (saying.length > MOST_WORDS ? [] : saying).flatMap((edge) => {
    const lines = [model.predicates.get(model.claims.get(edge.id).predicate)[language]];
    const width = measure(lines[0], SIZES.word);
    const place = alongLine(edge, width, SIZES.word * LINE).find(({ box }) => isFree(box));
    return place ? [put({ claim: edge.id, lines, size: SIZES.word, colour: style.soft, ...place }, place.box)] : [];
  });
  return { labels, words: [...words, ...said] };
}

/** Where a number may stand: at a corner of its thing. */
function corners({ x, y, size }, width, height) {
  const [above, below] = [y - size - 0.8 * height, y + 0.6 * size];
  return [
    { x: x + 0.7 * size, y: above, anchor: "start" },
    { x: x - 0.7 * size, y: above, anchor: "end" },
    { x: x + 0.9 * size, y: below, anchor: "start" },
    { x: x - 0.9 * size, y: below, anchor: "end" },
  ].map((spot) => ({ ...spot, box: boxOf(spot, width, height) }));
}

/** Where the words of a line may stand: on it, as near to its middle as there is room. */
const alongLine = (edge, width, height) =>
  [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74].map((t) => {
    const [x, middle] = pointOf(edge, t);
    const spot = { x, y: middle - height / 2, anchor: "middle" };
    return { ...spot, box: boxOf(spot, width, height) };
  });

/** Where a label may stand, the best place first: under, beside or over its thing, else at one of its corners. */
function spots({ x, y, size }, width, height, view) {
  const [below, beside, above] = [y + size + GAP, y - height / 2, y - size - GAP - height];
  const [right, left] = [x + size + GAP, x - size - GAP];
  const aside = Math.max(width / 2 + GAP, Math.min(view.width - width / 2 - GAP, x)); // shifted into the view
  const middle = Math.abs(aside - x) < width / 2 ? aside : x;
  return [
    { x: middle, y: below, anchor: "middle" },
    { x: right, y: beside, anchor: "start" },
    { x: left, y: beside, anchor: "end" },
    { x: middle, y: above, anchor: "middle" },
    { x: right, y: below, anchor: "start" },
    { x: left, y: below, anchor: "end" },
    { x: right, y: above, anchor: "start" },
    { x: left, y: above, anchor: "end" },
  ].map((spot) => ({ ...spot, box: boxOf(spot, width, height) }));
}

const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const isWithin = (box, view) => box.left >= 0 && box.top >= 0 && box.right <= view.width && box.bottom <= view.height;

function boxOf({ x, y, anchor }, width, height) {
  const left = x - { start: 0, middle: width / 2, end: width }[anchor];
  return { left: left - 2, top: y - 1, right: left + width + 2, bottom: y + height + 1 };
}

const covers = (box, { x, y, size }) =>
  x + size > box.left && x - size < box.right && y + size > box.top && y - size < box.bottom;

/** A label in a few lines, at its spaces where it has some; what does not fit is told by an ellipsis. */
function wrap(text, wide, most) {
  const lines = [""];
  const spaced = /^[\x20-\u024f“”‘’–—…]*$/.test(text);
  for (const part of spaced ? text.split(/(?<=[\s-])/) : [...text]) {
    const line = lines.at(-1);
    if (line && (line + part).trimEnd().length > wide && !CLOSING.test(part)) {
      if (lines.length === most) return [...lines.slice(0, -1), `${line.trimEnd()}…`].map(short(wide));
      lines.push(part);
    } else lines[lines.length - 1] = line + part;
  }
  return lines.map((line) => line.trimEnd()).map(short(wide));
}

/** A line without spaces may be as long as two. */
const short = (wide) => (line) => ([...line].length > 2 * wide ? `${[...line].slice(0, 2 * wide).join("")}…` : line);
