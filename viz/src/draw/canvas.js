// The graph: vis-network holds things and claims, the camera and the gestures; scene.js and paint.js make the picture.
import { emptied } from "../base/chips.js";
import { button, element } from "../base/dom.js";
import { joined } from "../base/model.js";
import { FIRST_VIEW } from "../base/state.js";
import { whoseText } from "../find/whose.js";
import { createCamera } from "./camera.js";
import { hit } from "./hits.js";
import { createKeys } from "./keys.js";
import { FONT, paintEdges, paintLabels, paintNode, paintScene } from "./paint.js";
import { createScene, radius } from "./scene.js";
import { firstView, visible } from "./visible.js";

const NOWHERE = Object.freeze({});
const OPTIONS = {
  physics: false,
  interaction: { hover: false, keyboard: false, multiselect: false, zoomSpeed: 0.8 },
  edges: { hidden: true, smooth: false, chosen: false },
  layout: { improvedLayout: false },
};

export function createCanvas(app, root) {
  const { model, state } = app;
  const first = firstView(model);
  const hint = element("p", { id: "graph-keys", class: "offscreen" });
  const nothing = element("div", { id: "nothing", hidden: true });
  const holder = element("div", { id: "network", tabindex: "0", role: "application", "aria-describedby": hint.id });
  root.replaceChildren(holder, nothing, hint);
  const data = { nodes: new vis.DataSet(), edges: new vis.DataSet() };
  let shown = { things: new Set(), claims: [], hidden: new Map(), cut: 0 };
  let scene = null;
  let hovered = NOWHERE;
  const measure = createRuler();
  const network = new vis.Network(holder, data, {
    ...OPTIONS,
    nodes: { shape: "custom", chosen: false, ctxRenderer: ({ id }) => invisible(id) },
  });
  // vis-network keeps them by id in plain objects, which have members of their own: an id may be called like one
  for (const held of [network.body.nodes, network.body.edges]) Object.setPrototypeOf(held, null);
  holder.querySelector(".vis-network").tabIndex = -1; // the keys are this element's own
  const camera = createCamera(network, holder, remember);

  /** vis-network draws nothing of a thing, and knows where the pointer can take hold of it. */
  function invisible(id) {
    const size = (2 * radius(model.things.get(id), holder.clientWidth)) / network.getScale();
    return { drawNode() {}, nodeDimensions: { width: size, height: size } };
  }

  /** What is in the light: what the pointer is on, else a path, else what was chosen; null: all of it. */
  function light() {
    const { thing, claim } = state.get();
    if (hovered !== NOWHERE) return hovered.thing ? around(hovered.thing) : alone(hovered.claim);
    const path = app.path(state.get());
    if (path) return path;
    if (model.claims.has(claim)) return alone(claim);
    return shown.things.has(thing) ? around(thing) : null;
  }

  const alone = (id) => ({ things: new Set(partsOf(model.claims.get(id))), claims: new Set([id]) });

  function around(id) {
    const claims = shown.claims.filter((claim) => partsOf(claim).includes(id));
    return { things: new Set([id, ...claims.flatMap(partsOf)]), claims: new Set(claims.map((claim) => claim.id)) };
  }

  function makeScene() {
    const positions = network.getPositions([...shown.things]);
    const view = {
      width: holder.clientWidth,
      height: holder.clientHeight,
      place: (id) => network.canvasToDOM(positions[id]),
    };
    const { thing, claim } = state.get();
    return createScene({
      model,
      shown,
      view,
      style: colours(),
      language: app.language(),
      whose: (thing) => whoseText(app, thing),
      lit: light(),
      chosen: { thing, claim, pointed: hovered.thing ?? "" },
      measure,
    });
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
    inView(context, () => {
      paintEdges(context, scene);
      for (const node of scene.nodes) paintNode(context, node);
    });
  });
  network.on("resize", () => network.redraw()); // a canvas of another size is blank until it is drawn
  network.on("afterDrawing", (context) => inView(context, () => paintLabels(context, scene)));

  /** Open a thing's neighbours; if all are there, fold those that hang on it alone. */
  function toggle(id) {
    const now = state.get();
    if (now.open.includes(id)) {
      state.update({ open: now.open.filter((other) => other !== id) });
    } else if (shown.hidden.get(id)) {
      const folded = now.folded.filter((other) => !neighbours(id).includes(other));
      state.update({ open: [...now.open, id], folded, only: [], depth: 0 });
    } else {
      const leaves = [...around(id).things].filter((other) => other !== id && around(other).claims.size === 1);
      state.update({ folded: [...new Set([...now.folded, ...leaves])] });
    }
  }

  const neighbours = (id) => model.things.get(id).claims.flatMap((claim) => joined(claim, id));

  function choose({ thing, claim }) {
    if (thing || claim) app.show({ thing: thing ?? "", claim: claim ?? "" });
    else if (state.get().thing || state.get().claim) app.show({});
  }

  /** Keep in the state where the camera is, so that a link to the page reopens this view. */
  function remember() {
    state.update({ at: camera.toText() }, { quiet: true });
  }

  /** A place of the window, in the graph's own picture. */
  function within(clientX, clientY) {
    const box = holder.getBoundingClientRect();
    return [clientX - box.left, clientY - box.top];
  }

  let waiting = 0;
  network.on("click", ({ pointer }) => choose(hit(scene, pointer.DOM.x, pointer.DOM.y)));
  // What is a double click of a mouse is for the reader's system to say; a double tap, of which not every
  // browser tells, is vis-network's
  const twice = (x, y) => {
    const { thing } = hit(scene, x, y);
    if (thing) toggle(thing);
  };
  let pressed = "";
  holder.addEventListener("pointerdown", ({ pointerType }) => (pressed = pointerType), { capture: true });
  holder.addEventListener(
    "dblclick",
    ({ clientX, clientY }) => pressed === "mouse" && twice(...within(clientX, clientY)),
  );
  network.on("doubleClick", ({ pointer }) => pressed === "mouse" || twice(pointer.DOM.x, pointer.DOM.y));
  network.on("dragEnd", ({ nodes }) => nodes.length || remember());
  network.on("zoom", () => {
    clearTimeout(waiting);
    waiting = setTimeout(remember, 300);
  });

  function point(next) {
    if (next.thing === hovered.thing && next.claim === hovered.claim) return;
    hovered = next.thing || next.claim ? next : NOWHERE;
    holder.classList.toggle("pointing", hovered !== NOWHERE);
    network.redraw();
  }

  holder.addEventListener("pointermove", ({ buttons, clientX, clientY }) => {
    if (!buttons && scene) point(hit(scene, ...within(clientX, clientY)));
  });
  for (const leaving of ["pointerleave", "keydown"]) holder.addEventListener(leaving, () => point(NOWHERE));

  /** Bring what vis-network holds in line with what is to be shown; it draws at each change, so all must be there. */
  function sync(now) {
    const next = visible(model, { ...now, narrowing: app.narrowing() }, first, [...(app.path(now)?.things ?? [])]);
    const come = [...next.things].filter((id) => !data.nodes.get(id));
    data.nodes.add(come.map((id) => ({ id, x: model.things.get(id).node.x, y: model.things.get(id).node.y })));
    shown = next;
    data.nodes.remove(data.nodes.getIds().filter((id) => !shown.things.has(id)));
    data.edges.clear();
    data.edges.add(shown.claims.map(({ id, subject, object }) => ({ id, from: subject, to: object })));
  }

  /** Turn the camera to what has changed. */
  function look(now, before) {
    if (!before || before.tab !== now.tab || now.at !== before.at) {
      if (!camera.fromText(now.at)) camera.fit([...(app.path(now)?.things ?? shown.things)]);
    } else if (app.path(now) && (now.from !== before.from || now.to !== before.to)) {
      camera.fit([...app.path(now).things], true);
    } else if (now.open.length > before.open.length) {
      camera.fit([...around(now.open.at(-1)).things], true);
    } else if (now.depth !== before.depth || now.only.join() !== before.only.join()) {
      camera.fit([...shown.things], true);
    } else if (now.thing && now.thing !== before.thing) {
      camera.reveal([now.thing]);
    } else if (model.claims.has(now.claim) && now.claim !== before.claim) {
      camera.reveal(partsOf(model.claims.get(now.claim)).filter((id) => shown.things.has(id)));
    }
  }

  const canvas = {
    network,
    camera,
    toggle,
    fit: () => camera.fit([...shown.things], true),
    shown: () => shown,
    scene: makeScene,
    /** Show just these things, and what lies between them. */
    showOnly: (ids) => state.update({ tab: "graph", only: ids, depth: 0, thing: "", claim: "", find: "", at: "" }),
    /** What is on screen, as a promise of a PNG at twice the resolution. */
    picture() {
      const drawn = element("canvas", { width: 2 * holder.clientWidth, height: 2 * holder.clientHeight });
      const context = drawn.getContext("2d");
      context.scale(2, 2);
      paintScene(context, makeScene());
      return new Promise((resolve) => drawn.toBlob(resolve, "image/png"));
    },
    render(now, before) {
      if (now.tab !== "graph") return;
      sync(now);
      holder.setAttribute("aria-label", app.word("graph-label", shown.things.size));
      hint.textContent = app.word("graph-keys");
      app.filters.tell(shown);
      nothing.hidden = shown.things.size > 0;
      if (!shown.things.size) {
        const back = button(app.word("reset"), () => state.update(FIRST_VIEW));
        const reason = emptied(app, (narrowing) => visible(model, { ...now, narrowing }, first).things.size > 0);
        nothing.replaceChildren(element("p", { text: app.word("graph-nothing") }), reason ?? "", back);
      }
      if (before && before.tab !== now.tab) network.setSize("100%", "100%");
      look(now, before);
      network.redraw();
    },
  };
  createKeys(app, holder, canvas);
  return canvas;
}

/** The two ends of a claim, and the bodies that conferred or authorised. */
const partsOf = (claim) => [claim.subject, claim.object, ...claim.by];

function colours() {
  const computed = getComputedStyle(document.documentElement);
  const names = ["ink", "soft", "paper", "outline", "edge", "lit", "accent"];
  return Object.fromEntries(names.map((name) => [name, computed.getPropertyValue(`--${name}`).trim()]));
}

/** Measures texts in pixels, each once. */
function createRuler() {
  const context = document.createElement("canvas").getContext("2d");
  const widths = new Map();
  return (text, size) => {
    const key = `${size} ${text}`;
    if (!widths.has(key)) {
      context.font = `${size}px ${FONT}`;
      widths.set(key, context.measureText(text).width);
    }
    return widths.get(key);
  };
}
