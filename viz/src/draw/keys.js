// The graph by keyboard: arrows go from thing to thing, Enter chooses, then opens or folds, plus and minus zoom.

import { whoseText } from "../find/whose.js";

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Listen for keys on the graph's element. */
export function createKeys(app, holder, canvas) {
  holder.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = actionOf(event.key);
    if (!action) return;
    event.preventDefault();
    action();
  });

  function actionOf(key) {
    if (WAYS[key]) return () => move(WAYS[key]);
    if (key === "Enter") return open;
    if (key === "Escape") return leave;
    if (key === "+" || key === "=") return () => canvas.camera.zoom(1.3);
    if (key === "-") return () => canvas.camera.zoom(1 / 1.3);
    return key === "0" ? () => canvas.fit() : null;
  }

  /** To the nearest thing in a direction; from nowhere, to the one that matters most. */
  function move([dx, dy]) {
    const nodes = canvas.scene().nodes;
    const now = nodes.find((node) => node.id === app.state.get().thing);
    if (!now) return choose(mostImportant(nodes));
    const ahead = nodes
      .map((node) => ({
        node,
        along: (node.x - now.x) * dx + (node.y - now.y) * dy,
        beside: Math.abs((node.x - now.x) * dy + (node.y - now.y) * dx),
      }))
      .filter(({ node, along, beside }) => node !== now && along > 0 && beside <= 2 * along);
    ahead.sort((a, b) => a.along + 2 * a.beside - b.along - 2 * b.beside);
    return choose(ahead[0]?.node);
  }

  const mostImportant = (nodes) =>
    [...nodes].sort((a, b) => app.model.things.get(a.id).node.rank - app.model.things.get(b.id).node.rank)[0];

  function choose(node) {
    if (!node) return;
    app.show({ thing: node.id });
    const thing = app.model.things.get(node.id);
    const what = [app.label(app.model.classes.get(thing.type)), whoseText(app, thing)].filter(Boolean);
    app.announce(app.word("graph-at", app.name(node.id), what.join(app.word("comma")), node.more));
  }

  /** Open or fold what is chosen; from nowhere, begin at what matters most. */
  function open() {
    const { thing } = app.state.get();
    if (!thing) return move([1, 0]);
    canvas.toggle(thing);
    const { things, claims } = canvas.shown();
    app.announce(app.word("shown", things.size, claims.length));
  }

  function leave() {
    app.show({});
    app.announce(app.word("graph-left"));
  }
}
