// The shortest ways between two things, as kg/network/paths.py finds them.
import { hasStandIn, isStated, linesOf } from "../base/model.js";
import { ALL, narrowingOf, passes } from "../base/narrowing.js";

/** Paths that are shown at the most: between things near a hub there are thousands. */
export const MOST = 50;

/**
 * All shortest paths between two things, undirected, at most `most`, in the order of their ids; none
 * leads through the things `without`, nor, unless `standIns` says so, through a place that only stands for an actor
 * that is not stated; `statedOnly` leaves out what is implied or has no stated actor, and only claims that a `narrowing`
 * lets pass count. Each is `{ things: [ids], steps: [[claims]] }` with the claims that tie each two
 * neighbours.
 */
export function shortestPaths(
  model,
  from,
  to,
  { without = [], standIns, statedOnly, narrowing = ALL, most = MOST } = {},
) {
  const through = (claim) => ![from, to].includes(claim.subject) && hasStandIn(model, claim);
  const ties = [...model.claims.values()]
    .filter((claim) => (!statedOnly || isStated(claim)) && passes(claim, narrowing))
    .flatMap((claim) => linesOf(claim).map((line) => ({ ...line, claim })))
    .filter(({ by, claim }) => by || standIns || !through(claim));
  const links = neighbours(ties, new Set(without));
  if (from === to || !links.has(from) || !links.has(to)) return [];
  const far = distances(links, to);
  return walks(links, far, from, most).map((things) => ({
    things,
    steps: things.slice(1).map((thing, index) => links.get(things[index]).get(thing)),
  }));
}

/** For each thing its neighbours in the order of their ids, with the claims that tie the two. */
function neighbours(ties, left) {
  const links = new Map();
  const add = (one, other, claim) => {
    if (!links.has(one)) links.set(one, new Map());
    const others = links.get(one);
    others.set(other, [...(others.get(other) ?? []), claim]);
  };
  for (const { from, to, claim } of ties) {
    if (from === to || left.has(from) || left.has(to)) continue;
    add(from, to, claim);
    add(to, from, claim);
  }
  const byId = ([one], [other]) => (one < other ? -1 : 1);
  for (const [thing, found] of links) links.set(thing, new Map([...found].sort(byId)));
  return links;
}

/** How many steps each thing is from `to`, breadth first; what does not hang together with it has none. */
function distances(links, to) {
  const far = new Map([[to, 0]]);
  for (const thing of far.keys()) {
    // a Map's keys also go through what is added meanwhile
    for (const next of links.get(thing).keys()) if (!far.has(next)) far.set(next, far.get(thing) + 1);
  }
  return far;
}

/** The walks from a thing that come nearer with each step, in order. */
function walks(links, far, from, most) {
  const found = [];
  const walk = (things) => {
    const last = things.at(-1);
    if (far.get(last) === 0) found.push(things);
    else {
      for (const next of links.get(last).keys()) {
        if (found.length < most && far.get(next) === far.get(last) - 1) walk([...things, next]);
      }
    }
  };
  if (far.has(from)) walk([from]);
  return found;
}

/** What finds the paths that a state asks for, and does so once: the panel and the graph both ask. */
export function createPaths(model) {
  let asked = "";
  let found = [];
  return ({ from, to, without, standIns, statedOnly, report, place, of, year }) => {
    const options = { without, standIns, statedOnly };
    const wanted = { report, place, of, year };
    const key = JSON.stringify([from, to, options, wanted]);
    if (key !== asked) {
      const narrowing = narrowingOf(model, wanted);
      found = from && to ? shortestPaths(model, from, to, { ...options, narrowing }) : [];
    }
    asked = key;
    return found;
  };
}

/** What the graph lights up: the things and claims on the paths. */
export const lightOf = (paths) => ({
  things: new Set(paths.flatMap(({ things }) => things)),
  claims: new Set(paths.flatMap(({ steps }) => steps.flat()).map(({ id }) => id)),
});
