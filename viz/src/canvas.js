// The graph: vis-network holds things and claims, the camera and the gestures; scene.js and paint.js make the picture.
import { element } from "./dom.js";
import { createKeys } from "./keys.js";
import { otherEnd } from "./model.js";
import { paintEdges, paintLabels, paintNode, paintScene } from "./paint.js";
import { createScene, radius } from "./scene.js";
import { firstView, visible } from "./visible.js";

const FONT = 'system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';
const OPTIONS = {
  physics: false,
  autoResize: true,
  interaction: { hover: true, keyboard: false, selectable: true, multiselect: false, zoomSpeed: 0.8 },
  nodes: { shape: "custom", label: undefined, chosen: false },
  edges: { hidden: true, smooth: false, chosen: false },
  layout: { improvedLayout: false },
};

export function createCanvas(app, root) {
  const { model, state } = app;
  const first = firstView(model);
  const holder = element("div", { id: "network", tabindex: "0", role: "application" });
  const hint = element("p", { id: "network-hint", class: "offscreen" });
  root.replaceChildren(holder, hint);
  holder.setAttribute("aria-describedby", hint.id);
  const nodes = new vis.DataSet();
  const edges = new vis.DataSet();
  let shown = { things: new Set(), claims: [], hidden: new Map(), cut: 0 };
  let scene = null;
  let hovered = { thing: "", claim: "" };
  const ruler = document.createElement("canvas").getContext("2d");
  const widths = new Map();
  const network = new vis.Network(holder, { nodes, edges }, {
    ...OPTIONS,
    nodes: { ...OPTIONS.nodes, ctxRenderer: ({ id, x, y }) => nodeRenderer(id, x, y) },
  });

  const style = () => {
    const computed = getComputedStyle(document.documentElement);
    const colour = (name) => computed.getPropertyValue(name).trim();
    return { ink: colour("--ink"), paper: colour("--paper"), edge: colour("--edge"), lit: colour("--lit"), accent: colour("--accent") };
  };

  function measure(text, size) {
    const key = `${size} ${text}`;
    if (!widths.has(key)) {
      ruler.font = `${size}px ${FONT}`;
      widths.set(key, ruler.measureText(text).width);
    }
    return widths.get(key);
  }

  /** What is in the light: what the pointer is on, else a path, else nothing in particular. */
  function lit() {
    if (hovered.thing) return around(hovered.thing);
    if (hovered.claim) return { things: new Set(ends(hovered.claim)), claims: new Set([hovered.claim]) };
    const path = app.path?.(state.get());
    if (path?.things.size) return path;
    const { thing, claim } = state.get();
    if (claim && model.claims.has(claim)) return { things: new Set(ends(claim)), claims: new Set([claim]) };
    return thing && shown.things.has(thing) ? around(thing) : null;
  }

  const ends = (id) => [model.claims.get(id).subject, model.claims.get(id).object];

  function around(id) {
    const claims = shown.claims.filter((claim) => claim.subject === id || claim.object === id);
    return { things: new Set([id, ...claims.map((claim) => otherEnd(claim, id))]), claims: new Set(claims.map((claim) => claim.id)) };
  }

  function makeScene(width = holder.clientWidth, height = holder.clientHeight) {
    const positions = network.getPositions([...shown.things]);
    const place = (id) => network.canvasToDOM(positions[id]);
    const { thing, claim } = state.get();
    return createScene({ model, shown, view: { width, height, place }, style: style(), language: app.language(), lit: lit(),
      chosen: { thing, claim }, measure });
  }

  function nodeRenderer(id, x, y) {
    const node = scene?.byId.get(id);
    const size = radius(model.things.get(id)) / network.getScale();
    return {
      drawNode() {},
      nodeDimensions: { width: 2 * size, height: 2 * size },
      drawExternalLabel: node && null,
    };
  }

  /** Paint in pixels of the view, whatever vis-network's own transformation is. */
  function inView(context, paint) {
    const ratio = context.canvas.width / holder.clientWidth;
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint();
    context.restore();
  }

  network.on("beforeDrawing", (context) => {
    scene = makeScene();
    scene.byId = new Map(scene.nodes.map((node) => [node.id, node]));
    inView(context, () => {
      paintEdges(context, scene);
      for (const node of scene.nodes) paintNode(context, node);
    });
  });
  network.on("afterDrawing", (context) => inView(context, () => paintLabels(context, scene, FONT)));

  /** The thing or claim at a point of the view, with some tolerance for fingers. */
  function at({ x, y }) {
    if (!scene) return {};
    const thing = scene.nodes.find((node) => Math.hypot(node.x - x, node.y - y) <= node.size + 4)
      ?? scene.labels.find(({ box }) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom);
    if (thing) return { thing: thing.id };
    const claim = scene.edges.find((edge) => onEdge(edge, x, y));
    return claim ? { claim: claim.id } : {};
  }

  function onEdge(edge, x, y) {
    for (let t = 0.04; t < 1; t += 0.04) {
      const [px, py] = ["x", "y"].map((axis) => (1 - t) ** 2 * edge[`${axis}1`] + 2 * t * (1 - t) * edge[`c${axis}`] + t * t * edge[`${axis}2`]);
      const [qx, qy] = ["x", "y"].map((axis) => (1 - t + 0.04) ** 2 * edge[`${axis}1`] + 2 * (t - 0.04) * (1 - t + 0.04) * edge[`c${axis}`] + (t - 0.04) ** 2 * edge[`${axis}2`]);
      if (distance(x, y, px, py, qx, qy) < 5) return true;
    }
    return false;
  }

  function distance(x, y, px, py, qx, qy) {
    const length = (qx - px) ** 2 + (qy - py) ** 2 || 1;
    const t = Math.max(0, Math.min(1, ((x - px) * (qx - px) + (y - py) * (qy - py)) / length));
    return Math.hypot(x - px - t * (qx - px), y - py - t * (qy - py));
  }

  /** Open a thing's neighbours, or fold those that nothing else holds. */
  function toggle(id) {
    const now = state.get();
    if (now.open.includes(id)) {
      state.update({ open: now.open.filter((other) => other !== id) });
    } else if (shown.hidden.get(id)) {
      state.update({ open: [...now.open, id], folded: [] , only: now.only.length ? [] : now.only, depth: 0 });
    } else {
      const leaves = [...around(id).things].filter((other) => other !== id && degree(other) === 1);
      state.update({ folded: [...now.folded, ...leaves] });
    }
  }

  const degree = (id) => shown.claims.filter((claim) => claim.subject === id || claim.object === id).length;

  network.on("click", ({ pointer }) => {
    const found = at(pointer.DOM);
    if (found.thing || found.claim) app.show(found);
    else if (state.get().thing || state.get().claim) app.show({});
  });
  network.on("doubleClick", ({ pointer }) => {
    const { thing } = at(pointer.DOM);
    if (thing) toggle(thing);
  });
  holder.addEventListener("pointermove", (event) => {
    if (event.buttons) return;
    const box = holder.getBoundingClientRect();
    const found = at({ x: event.clientX - box.left, y: event.clientY - box.top });
    const next = { thing: found.thing ?? "", claim: found.claim ?? "" };
    if (next.thing === hovered.thing && next.claim === hovered.claim) return;
    hovered = next;
    holder.classList.toggle("pointing", Boolean(next.thing || next.claim));
    network.redraw();
  });
  holder.addEventListener("pointerleave", () => {
    hovered = { thing: "", claim: "" };
    network.redraw();
  });

  const remember = () => {
    const { x, y } = network.getViewPosition();
    state.update({ at: [x, y, network.getScale()].map((number) => Number(number.toFixed(3))).join(",") }, { quiet: true });
  };
  network.on("dragEnd", ({ nodes: [moved] }) => (moved ? network.redraw() : remember()));
  let zooming = 0;
  network.on("zoom", () => {
    clearTimeout(zooming);
    zooming = setTimeout(remember, 300);
  });

  /** Put the camera so that some things are in view. */
  function fit(ids = [...shown.things], animation = false) {
    if (!ids.length || !holder.clientWidth) return;
    const places = Object.values(network.getPositions(ids));
    const [xs, ys] = ["x", "y"].map((axis) => places.map((place) => place[axis]));
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const [width, height] = [holder.clientWidth - 140, holder.clientHeight - 90];
    const scale = Math.min(width / (right - left || 1), height / (bottom - top || 1), 1.4);
    const move = { position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale: Math.max(scale, 0.05) };
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    network.moveTo({ ...move, animation: animation && !still ? { duration: 400, easingFunction: "easeInOutQuad" } : false });
  }

  function show(now) {
    const path = app.path?.(now);
    shown = visible(model, now, first, [...(path?.things ?? [])]);
    const gone = nodes.getIds().filter((id) => !shown.things.has(id));
    nodes.remove(gone);
    const come = [...shown.things].filter((id) => !nodes.get(id)).map((id) => ({ id, x: model.things.get(id).node.x, y: model.things.get(id).node.y }));
    nodes.add(come);
    edges.clear();
    edges.add(shown.claims.map(({ id, subject, object }) => ({ id, from: subject, to: object })));
    return come.map((node) => node.id);
  }

  function look(now, before, come) {
    if (!before) {
      const [x, y, scale] = now.at.split(",").map(Number);
      if (now.at && [x, y, scale].every(Number.isFinite) && scale > 0) network.moveTo({ position: { x, y }, scale });
      else fit(now.thing && !first.size ? [...shown.things] : undefined);
      return;
    }
    const path = app.path?.(now);
    if (path?.things.size && (now.from !== before.from || now.to !== before.to)) return fit([...path.things], true);
    if (now.open.length > before.open.length) return fit([...around(now.open.at(-1)).things], true);
    if (now.depth !== before.depth || now.only !== before.only) return fit(undefined, true);
    if (now.thing && now.thing !== before.thing) fly(now.thing);
    else if (now.claim && now.claim !== before.claim) reveal(ends(now.claim));
    return undefined;
  }

  /** Bring things into view, if they are not. */
  function reveal(ids) {
    const { width, height } = { width: holder.clientWidth, height: holder.clientHeight };
    const out = Object.values(network.getPositions(ids)).map((place) => network.canvasToDOM(place))
      .some(({ x, y }) => x < 30 || y < 30 || x > width - 30 || y > height - 30);
    if (out) fit(ids, true);
  }

  function fly(id) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const place = network.canvasToDOM(network.getPosition(id));
    const inside = place.x > 60 && place.y > 60 && place.x < holder.clientWidth - 60 && place.y < holder.clientHeight - 60;
    if (inside && hovered.thing === id) return;
    network.moveTo({ position: network.getPosition(id), scale: Math.max(network.getScale(), 0.5), animation: still ? false : { duration: 400, easingFunction: "easeInOutQuad" } });
  }

  const canvas = {
    network,
    fit,
    toggle,
    shown: () => shown,
    scene: () => makeScene(),
    showOnly: (ids) => state.update({ tab: "graph", only: ids, depth: 0, thing: "", claim: "", at: "" }),
    /** What is on screen as a PNG, at twice the resolution: a promise of a Blob. */
    picture() {
      const drawn = element("canvas", { width: 2 * holder.clientWidth, height: 2 * holder.clientHeight });
      const context = drawn.getContext("2d");
      const made = makeScene();
      context.fillStyle = made.background;
      context.fillRect(0, 0, drawn.width, drawn.height);
      context.scale(2, 2);
      paintScene(context, made, FONT);
      return new Promise((resolve) => drawn.toBlob(resolve, "image/png"));
    },
    render(now, before) {
      holder.setAttribute("aria-label", app.word("graph-label", shown.things.size));
      hint.textContent = app.word("graph-keys");
      const come = show(now);
      app.filters.tell(shown);
      if (now.tab !== "graph") return;
      if (!before || before.tab !== "graph") network.setSize("100%", "100%");
      network.redraw();
      look(now, before, come);
    },
  };
  createKeys(app, holder, canvas, () => scene);
  return canvas;
}
