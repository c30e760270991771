/** (to come) */
export function createAsk(app, root) {
  return { render(now, before) {} };
}
