/** (to come) */
export function createFilters(app, root) {
  return { render(now, before) {} };
}
