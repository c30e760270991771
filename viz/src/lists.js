/** (to come) */
export function createLists(app, root) {
  return { render(now, before) {} };
}
