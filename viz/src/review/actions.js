// What a reviewer does: go from question to question, change the answer, and decide. One thing after the other, as keys
// are pressed, however fast: a decision waits for the one before it.
import { byId } from "../base/dom.js";
import { drawn } from "./api.js";
import { title } from "./card.js";
import { choicesOf } from "./choices.js";
import { createClock } from "./clock.js";
import { openBatch, openHelp } from "./dialogs.js";
import { pending } from "./drafts.js";
import { called, firstField } from "./fields.js";
import { filtered } from "./list.js";

export function createActions(app) {
  const { model, drafts } = app;
  const clock = createClock();
  let now = "";
  let adding = null;
  let stretch = null; // what is marked in a sentence on which nothing rests
  let waiting = Promise.resolve();
  let epoch = 0;

  const question = () => adding ?? model.byId.get(now);
  const left = () => model.questions.filter((one) => one.kind !== "sentence" && !model.standing(one)).length;

  function show(id, { editing = false } = {}) {
    [now, adding, stretch] = [id, null, null];
    Object.assign(app, { editing, selected: null });
    clock.start();
    app.draw();
    focus();
  }

  function focus() {
    byId("asked")?.focus({ preventScroll: true });
    for (const id of ["card", "both"]) byId(id).scrollTo(0, 0);
    if (app.editing && question()) firstField(app, question())?.focus();
  }

  /** The next undecided question after this one, and from the beginning again; "" where there is none. */
  function following() {
    const all = filtered(app);
    const at = after(all);
    const open = [...all.slice(at), ...all.slice(0, at)].filter((one) => !model.standing(one) && one.id !== now);
    return open[0]?.id ?? (model.standing(model.byId.get(now) ?? {}) ? "" : now);
  }

  /** Where in a list the questions behind this one begin. */
  function after(all) {
    const here = model.byId.get(now);
    const at = all.findIndex((one) => one.id === now);
    if (at >= 0) return at + 1;
    const place = here ? all.findIndex((one) => one.start >= here.start) : 0;
    return place < 0 ? all.length : place;
  }

  function step(by) {
    const all = filtered(app);
    const at = after(all) - 1 + by;
    if (all[at]) show(all[at].id);
  }

  /** Send decisions, and take over what stands then; true where they were written. */
  async function send(decisions, batch = "") {
    const ids = decisions.map((one) => one.question);
    try {
      model.take(await app.api.decide(decisions, model.seen(ids), batch));
      app.complain("");
      return true;
    } catch (error) {
      epoch += 1; // what was pressed meanwhile was meant for what would have come next
      if (error.state) model.take(error.state);
      const lacks = error.field && !drafts.fields(question())?.[error.field];
      const told = error.status === undefined ? app.word("review-no-server") : error.message;
      if (error.field) app.editing = true;
      if (error.state && !model.byId.has(now)) now = following();
      app.draw();
      app.complain(lacks ? app.word("review-lacks", called(app, error.field)) : told);
      if (error.field) byId(`field-of-${error.field}`)?.focus();
      else focus();
      return false;
    }
  }

  async function decide(answer) {
    const one = question();
    if (!one) return;
    if (adding && answer === "reject") return leave();
    if (one.kind === "sentence" && answer === "accept") return;
    const fields = answer === "accept" ? drafts.whole(one) : {};
    const told = title(app, one);
    if (!(await send([{ question: one.id, answer, fields, ...clock.read() }]))) return;
    drafts.forget(one);
    app.announce(app.word(answer === "accept" ? "review-said-accepted" : "review-said-rejected", told));
    if (adding) {
      adding = null;
      show(model.byId.has(now) ? now : following());
    } else show(following());
  }

  async function undo() {
    const ids = model.state.history.at(-1);
    if (!ids) return app.announce(app.word("review-nothing-undone"));
    if (!(await send(ids.map((id) => ({ question: id, answer: "undo", ...clock.read() }))))) return;
    const back = ids.find((id) => model.byId.has(id));
    if (back && !filtered(app).some((one) => one.id === back)) app.filter.kind = "";
    show(back ?? following());
    app.announce(app.word("review-said-undone", question() ? title(app, question()) : ""));
  }

  function all() {
    const sure = model.questions.filter((one) => one.sure && !model.standing(one));
    if (!sure.length) return app.announce(app.word("review-batch-none"));
    clock.start();
    openBatch(app, sure, () => app.press(() => acceptAll(sure)));
  }

  /** The time that a batch took is its first decision's. */
  async function acceptAll(sure) {
    const decisions = sure.map(({ id, fields }, at) => ({
      ...{ question: id, answer: "accept", fields },
      ...(at ? {} : clock.read()),
    }));
    if (!(await send(decisions, drawn()))) return;
    for (const one of sure) drafts.forget(one);
    app.announce(app.word("review-batch-done", sure.length));
    const here = question();
    show(here && !model.standing(here) ? now : following());
  }

  function add(kind = "name") {
    const one = question();
    const marked = app.selected ?? stretch ?? (adding && drafts.place(adding));
    if (!one || !marked) return app.complain(app.word("review-mark-first"));
    const of = [...model.sections.values()].find(({ start, end }) => start <= marked.start && marked.end <= end);
    if (!of) return app.complain(app.word("review-mark-first"));
    if (adding) drafts.forget(adding);
    adding = pending(model, `+${drawn()}`, kind, of.id, marked);
    drafts.set(adding, {});
    Object.assign(app, { editing: true, selected: null });
    app.complain("");
    app.draw();
    focus();
  }

  /** Draw all anew, the focus on what has it now. */
  function redraw() {
    const focused = document.activeElement?.id;
    app.draw();
    if (focused) byId(focused)?.focus({ preventScroll: true });
  }

  function leave() {
    const one = question();
    if (one) drafts.forget(one);
    app.complain("");
    show(now);
  }

  function move(end, by) {
    const one = question();
    if (!one) return;
    if (one.kind === "sentence") stretch = moved(one, stretch, end, by);
    else drafts.move(one, end, by);
    redraw();
  }

  /** What is marked in a sentence, which may be nothing at first. */
  function moved({ start, end }, marked, which, by) {
    const next = { ...(marked ?? { start, end: start }) };
    next[which] += by;
    return start <= next.start && next.start < next.end && next.end <= end ? next : marked;
  }

  const acts = {
    accept: () => decide("accept"),
    reject: () => decide("reject"),
    edit() {
      if (!question() || question().kind === "sentence") return;
      app.editing = true;
      app.draw();
      focus();
    },
    later: () => show(following()),
    undo,
    all,
    add: () => add(),
    next: () => step(1),
    previous: () => step(-1),
    help: () => openHelp(app),
    leave,
  };

  return {
    question,
    left,
    begin: () => show(following()),
    go: (id) => show(id),
    act: (name) => acts[name](),
    /** Do something when what was begun before is done, unless that failed. */
    press(does) {
      clock.press();
      const begun = epoch;
      waiting = waiting.then(() => (begun === epoch ? does() : undefined));
      return waiting;
    },
    move,
    addAs: (kind) => add(kind),
    /** Where the words of a question are marked. */
    marked: (one) => (one.kind === "sentence" ? (stretch ?? { start: one.start, end: one.start }) : drafts.place(one)),
    choose(field, value) {
      drafts.choose(question(), field, value);
      app.draw();
      byId("card").querySelector(`[name=choose-${field}]:checked`)?.focus();
    },
    number(key) {
      const one = question();
      const group = one && choicesOf(app, one).find(({ numbered }) => numbered);
      const value = key === 0 ? group?.values.find((each) => each === "") : group?.values[key - 1];
      if (value === undefined) return;
      drafts.choose(one, group.field, value);
      app.draw();
      focus();
    },
    /** The next of what is not chosen by numbers. */
    other() {
      const one = question();
      const group = one && choicesOf(app, one).find(({ numbered }) => !numbered);
      if (!group) return;
      const at = group.values.indexOf(drafts.fields(one)[group.field] ?? "");
      drafts.choose(one, group.field, group.values[(at + 1) % group.values.length]);
      app.draw();
      focus();
    },
    show(kind) {
      app.filter.kind = kind;
      const here = question();
      if (here && (!kind || here.kind === kind)) app.draw();
      else show(following());
    },
    redraw,
  };
}
