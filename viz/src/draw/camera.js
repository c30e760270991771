// The camera over the graph: what is in view, and flights to it.

const MARGIN = { x: 100, y: 45 }; // room for labels, less on a narrow screen
const CLOSEST = 1.4;

/** The camera of a vis-network in its element; `onmove` is told when a flight or a zoom of its own has ended. */
export function createCamera(network, holder, onmove) {
  const margin = () => ({ x: Math.min(MARGIN.x, holder.clientWidth / 7), y: MARGIN.y });
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  network.on("animationFinished", onmove);

  function move(position, scale, flight) {
    const animation = flight && !still.matches ? { duration: 400, easingFunction: "easeInOutQuad" } : false;
    network.moveTo({ position, scale, animation });
    if (flight && !animation) setTimeout(onmove); // whoever asked for the flight ends first
  }

  /** Put some things into view, all of them. */
  function fit(ids, flight = false) {
    const places = Object.values(network.getPositions(ids));
    if (!places.length || !holder.clientWidth) return;
    const [left, right] = range(places.map(({ x }) => x));
    const [top, bottom] = range(places.map(({ y }) => y));
    const across = (holder.clientWidth - 2 * margin().x) / (right - left || 1);
    const down = (holder.clientHeight - 2 * margin().y) / (bottom - top || 1);
    move({ x: (left + right) / 2, y: (top + bottom) / 2 }, Math.max(0.02, Math.min(across, down, CLOSEST)), flight);
  }

  function isInView({ x, y }) {
    const [side, end] = [margin().x / 2, margin().y / 2];
    return x > side && y > end && x < holder.clientWidth - side && y < holder.clientHeight - end;
  }

  return {
    fit,
    /** Fly to things that are not in view. */
    reveal(ids) {
      const places = Object.values(network.getPositions(ids));
      if (places.map((place) => network.canvasToDOM(place)).every(isInView)) return;
      if (ids.length > 1) fit(ids, true);
      else move(places[0], network.getScale(), true);
    },
    /** Where the camera is, as the state keeps it. */
    toText() {
      const { x, y } = network.getViewPosition();
      return [x, y, network.getScale()].map((number) => Number(number.toFixed(3))).join(",");
    },
    /** Put it where a text says; false where the text says nothing. */
    fromText(text) {
      const [x, y, scale] = text.split(",").map(Number);
      if (!text || ![x, y, scale].every(Number.isFinite) || scale <= 0) return false;
      move({ x, y }, scale, false);
      return true;
    },
    zoom(by) {
      network.moveTo({ scale: network.getScale() * by });
      onmove();
    },
  };
}

const range = (numbers) => [Math.min(...numbers), Math.max(...numbers)];
