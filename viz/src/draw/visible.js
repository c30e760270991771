// What of the graph is on screen: the first view, what was opened, and what the filters leave.
import { groupOf, inYear, isDated, isStated, joined, linesOf } from "../base/model.js";
import { passes, stands } from "../base/narrowing.js";

/** Above this many things a page opens on its search, and what is chosen brings its neighbourhood along. */
const LARGE = 2000;
const MOST = 400;
/** The token under which what has no level is switched off. */
export const NO_LEVEL = "none";

export const isLarge = (model) => model.things.size > LARGE;

/** The things of the first view, as kg/network/layout.py chose them: what matters most, and what it is tied to. */
export const firstView = (model) =>
  new Set([...model.things.values()].filter((thing) => thing.node.first).map((thing) => thing.id));

/** Whether a claim passes the filters of the state, with what this narrows to as its `narrowing`. */
function claimPasses(claim, state) {
  return (
    !state.nopredicate.includes(claim.predicate) &&
    !state.nolevel.includes(claim.level ?? NO_LEVEL) &&
    passes(claim, state.narrowing) &&
    (!state.datedOnly || (isDated(claim) && (!state.narrowing.year || inYear(claim, state.narrowing.year, true)))) &&
    (!state.statedOnly || isStated(claim)) &&
    (!state.stated || claim.statedness === state.stated) &&
    (!state.says || claim.standpoint === state.says)
  );
}

/** Whether a thing's class is switched on, and it stands in what is wanted, or at the end of what passes. */
const thingPasses = (model, thing, { noclass, narrowing }) =>
  !noclass.includes(groupOf(model, thing)) &&
  (stands(thing, narrowing) || thing.claims.some((claim) => passes(claim, narrowing)));

/** The things up to `depth` claims away from one, itself included; only over claims that pass. */
export function near(model, id, depth, state) {
  if (!model.things.has(id)) return new Set();
  const found = new Set([id]);
  let edge = [id];
  for (let step = 0; step < depth; step++) {
    const next = [];
    for (const from of edge) {
      const claims = model.things.get(from).claims.filter((claim) => claimPasses(claim, state));
      for (const to of claims.flatMap((claim) => joined(claim, from))) {
        if (found.has(to) || !thingPasses(model, model.things.get(to), state)) continue;
        found.add(to);
        next.push(to);
      }
    }
    edge = next;
  }
  return found;
}

/**
 * What is on screen: `things`, a set of ids; `claims`, those between them that pass; `hidden`, for each
 * thing how many of its neighbours are not on screen; `cut`, how many did not fit. `first` is the first
 * view, `lit` the ids of things that must be there (a path, a subgraph); the state has its `narrowing`.
 */
export function visible(model, state, first, lit = []) {
  const things = new Set(wanted(model, state, first));
  for (const id of [...lit, state.thing, ...endsOf(model, state.claim)]) if (model.things.has(id)) things.add(id);
  for (const id of things) {
    const chosen = id === state.thing || lit.includes(id);
    if (!chosen && !thingPasses(model, model.things.get(id), state)) things.delete(id);
  }
  const kept = [...things].sort((a, b) => model.things.get(a).node.rank - model.things.get(b).node.rank);
  const cut = Math.max(0, kept.length - MOST);
  for (const id of kept.slice(MOST)) if (id !== state.thing && !lit.includes(id)) things.delete(id);
  const claims = new Set();
  const hidden = new Map();
  for (const id of things) {
    const passing = model.things.get(id).claims.filter((claim) => claimPasses(claim, state));
    const away = passing.flatMap((claim) => joined(claim, id)).filter((other) => !things.has(other));
    hidden.set(id, new Set(away).size);
    for (const claim of passing) if (isDrawn(claim, things)) claims.add(claim);
  }
  return { things, claims: [...claims], hidden, cut };
}

/** Whether both ends of one of a claim's lines are there. */
const isDrawn = (claim, things) => linesOf(claim).some(({ from, to }) => things.has(from) && things.has(to));

function wanted(model, state, first) {
  if (state.only.length) return state.only.filter((id) => model.things.has(id));
  if (state.depth && state.thing) return near(model, state.thing, state.depth, state);
  const found = new Set([...first].filter((id) => !state.folded.includes(id)));
  if (selects(state)) return matching(model, state);
  for (const id of state.open.filter((id) => model.things.has(id))) {
    for (const other of near(model, id, 1, state)) if (!state.folded.includes(other)) found.add(other);
  }
  if (isLarge(model) && state.thing) near(model, state.thing, 1, state).forEach((id) => found.add(id));
  return found;
}

/** Whether a filter asks for some claims, rather than leaving some out. */
const selects = ({ narrowing: { place, of, year }, says, nolevel }) =>
  Boolean(place || of || year || says || nolevel.includes(NO_LEVEL));

/** The ends of all claims that a filter asks for, and the bodies that conferred. */
function matching(model, state) {
  const found = new Set();
  for (const claim of model.claims.values()) {
    if (claimPasses(claim, state)) for (const id of [claim.subject, claim.object, ...claim.by]) found.add(id);
  }
  return found;
}

const endsOf = (model, id) => {
  const claim = model.claims.get(id);
  return claim ? [claim.subject, claim.object] : [];
};
