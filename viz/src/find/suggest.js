// Things that an editor offers for a name that is being typed.
import { classesBelow } from "../base/model.js";

const MOST = 20;

/** Those whose ids begin so, and those that a search finds; of the classes at and below `ranges` where there are any. */
export function suggested(model, search, text, ranges) {
  const classes = new Set(ranges.flatMap((range) => [...classesBelow(model, range)]));
  const accepts = (thing) => !classes.size || classes.has(thing.type);
  const named = search(text, { limit: MOST, accepts }).map(({ thing }) => thing);
  const begun = [...model.things.values()].filter((thing) => thing.id.startsWith(text) && accepts(thing));
  return [...new Set([...begun.slice(0, MOST), ...named])];
}
