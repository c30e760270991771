/** (to come) */
export function createPanel(app, root) {
  return { render(now, before) {} };
}
