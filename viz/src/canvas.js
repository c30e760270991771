/** (to come) */
export function createCanvas(app, root) {
  return { render(now, before) {} };
}
