// One query after another, each shown unless something else was asked meanwhile.
import { unknownIris } from "./results.js";

/**
 * `run(makeText, context)`, which asks `app.engine` the query that `makeText()` gives, and shows the answer in `results`
 * (results.js), the region of which is `root`; what is wrong is shown there too, and told to `onproblem(problem)` unless it
 * is of a question of the catalogue. `refine(context, answer)` may change an answer.
 *
 * An engine is whatever has: `state()`, which is "running" while it answers; `listen(listener)` to its changes; `stop()`;
 * and, as promises, `query(text, { quiet, isWanted })`, `labels(iris)` of what the page does not know, and
 * `hints(text, answer)`; these raise QueryProblem. It may have `files(text, answer)`, where an answer lies to be fetched.
 */
export function createRunner(app, root, results, onproblem, refine = (_context, answer) => answer) {
  let latest = 0;
  app.engine.listen((state) => state === "running" && results.wait());
  return async (makeText, context = {}) => {
    latest += 1;
    const mine = latest;
    if (app.engine.state() === "running") app.engine.stop();
    results.wait();
    root.setAttribute("aria-busy", "true");
    try {
      const text = await makeText();
      if (mine !== latest) return;
      const found = await app.engine.query(text, { isWanted: () => mine === latest });
      if (mine !== latest) return;
      const answer = refine(context, found);
      const unknown = unknownIris(app.model, answer);
      const labels = new Map(unknown.length ? Object.entries(await app.engine.labels(unknown)) : []);
      const hints = context.question ? [] : await app.engine.hints(text, answer);
      if (mine === latest) results.show(answer, labels, { ...context, text, hints });
    } catch (problem) {
      if (!problem.kind) throw problem;
      if (mine !== latest) return;
      results.tell(problem);
      if (!context.question) onproblem(problem);
    } finally {
      if (mine === latest) root.removeAttribute("aria-busy");
    }
  };
}
