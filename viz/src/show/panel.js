// The panel: all that is known of the thing or claim that is chosen, each with its receipt.
import { emptied } from "../base/chips.js";
import { button, element } from "../base/dom.js";
import { iriOf } from "../base/iris.js";
import { isWeb, outside } from "../base/links.js";
import { classesBelow } from "../base/model.js";
import { isTold, NARROWING } from "../base/narrowing.js";
import { LANGUAGE_TAGS, langOf, NO_ENGLISH } from "../base/words.js";
import { FUZZY } from "../find/search.js";
import { belongsTo, whose } from "../find/whose.js";
import { claimGroups, dated, elsewhere, groupSection, note, noteText, sentence, thingLink, tokenOf } from "./claims.js";
import { connectSection, pathsBar, pathsView, pressDepth } from "./connect.js";
import { figureSection } from "./figures.js";
import { linkButton, publishedBy, receipt, reportLink } from "./receipt.js";

const FOUND = 100;
const ACTORS = new Map([
  ["yes", "actor-yes"],
  ["no", "actor-no"],
]);
const FEW = 3; // sections that need no way to leap to them
const EXAMPLES = ["Honour", "ResidentsCommunity", "Programme"];
const SHOWN = ["thing", "claim", "find", "from", "to", "without", "standIns", "statedOnly", "lang", ...NARROWING];

export function createPanel(app, root) {
  return {
    render(now, before) {
      root.setAttribute("aria-label", app.word("panel"));
      if (before && before.depth !== now.depth) pressDepth(root, now.depth);
      const changed = SHOWN.filter((name) => !before || String(before[name]) !== String(now[name]));
      if (!changed.length) return;
      const inside = root.contains(document.activeElement);
      const focused = document.activeElement?.id;
      root.replaceChildren(...contents(app, now).flat(2).filter(Boolean));
      if (before && changed.some((name) => name !== "lang")) root.scrollTop = 0;
      // What had the focus is gone: a switch is found again, else the reader goes on at the heading
      if (inside) ((focused && root.querySelector(`#${CSS.escape(focused)}`)) || root.querySelector("h2"))?.focus();
    },
  };
}

function contents(app, now) {
  const connected = now.from && now.to;
  if (now.claim) return [connected && pathsBar(app, now), claimView(app, now.claim)];
  const read = readNote(app, now);
  if (now.thing) return [connected && pathsBar(app, now), read, thingView(app, now.thing)];
  if (now.find && !read) return foundView(app, now.find);
  return connected ? [read, pathsView(app, app.paths(now), now)] : welcomeView(app);
}

/** That another name was read for the one looked for, where what it names is shown; else null. */
function readNote(app, { find, thing, to }) {
  const { hits, read } = find ? app.search.named(find) : { hits: [], read: "" };
  const shown = read && hits.length === 1 && hits[0].thing.id === (thing || to);
  return shown ? element("p", { class: "note read", text: app.word("read-instead", find, read) }) : null;
}

const heading = (text, attributes = {}) => element("h2", { tabindex: "-1", text, ...attributes });
const tagOf = (app) => LANGUAGE_TAGS[app.language()];

function welcomeView(app) {
  const { model } = app;
  const reports = app.told(Object.values(model.reports));
  const counts = [
    ["things", [...model.things.values()].filter((thing) => app.stands(thing))],
    ["statements", app.told([...model.claims.values()])],
    ["figures", app.told([...model.figures.values()])],
    ["reports", reports],
  ].map(([name, { length }]) => [name, length]);
  const examples = EXAMPLES.map((name) => foremost(app, name)).filter(Boolean);
  return [
    heading(app.word("welcome")),
    element("p", { text: app.word("welcome-text") }),
    element(
      "dl",
      { class: "counts" },
      counts.map(([name, count]) =>
        element("div", {}, element("dt", { text: app.heading(name) }), element("dd", { text: count })),
      ),
    ),
    element("h3", { text: app.word("welcome-begin") }),
    element(
      "ul",
      { class: "plain" },
      examples.map((thing) => thingItem(app, thing)),
    ),
    element("p", { class: "soft", text: app.word("welcome-how") }),
    element("h3", { text: app.word("welcome-reports") }),
    element(
      "ul",
      { class: "plain" },
      reports.map((report) =>
        element(
          "li",
          {},
          element("cite", {}, reportLink(app, report.report)),
          element("span", {
            class: "soft",
            text: publishedBy(app, report),
          }),
        ),
      ),
    ),
    element("p", { class: "soft", text: app.word("welcome-offline") }),
  ];
}

/** The thing of a class, or of one below it, that matters most. */
function foremost(app, name) {
  const classes = classesBelow(app.model, name);
  const rank = (thing) => thing.node?.rank ?? Infinity;
  const found = [...app.model.things.values()].filter((thing) => classes.has(thing.type) && app.stands(thing));
  return found.sort((a, b) => rank(a) - rank(b))[0];
}

const thingItem = (app, thing, said = null, isOneOf = false) =>
  element(
    "li",
    {},
    thingLink(app, thing.id),
    element("span", { class: "soft" }, app.label(app.model.classes.get(thing.type)), [said].flat(3)),
    whose(app, thing, isOneOf),
  );

/** That a thing is only near to what was looked for. */
const mark = (app) => [app.word("comma"), element("em", { class: "near", text: app.word("near") })];

function foundView(app, text) {
  const hits = app.search(text, { limit: FOUND + 1 });
  if (!hits.length) return nowhereView(app, text);
  const exact = app.search.exact(text);
  const several = new Set(exact.length > 1 ? exact.map(({ thing }) => thing.id) : []);
  const near = hits[0].rank === FUZZY;
  const by = (name, thing) => name !== app.name(thing.id) && [app.word("comma"), app.word("found-by", name)];
  return [
    heading(app.word(near ? "found-near" : several.size ? "ambiguous" : "found", text)),
    element(
      "ul",
      { class: near ? "plain near" : "plain" },
      hits
        .slice(0, FOUND)
        .map(({ thing, name }) => thingItem(app, thing, [by(name, thing), near && mark(app)], several.has(thing.id))),
    ),
    hits.length > FOUND && element("p", { class: "soft", text: app.word("found-first", FOUND) }),
  ];
}

/** That nothing is called so; or nothing in what the page is narrowed to, and the way out of it. */
function nowhereView(app, text) {
  if (!app.search.elsewhere(text)) return [heading(app.word("unread", text))];
  const finds = (narrowing) => app.search(text, { limit: 1, narrowing }).length > 0;
  return [heading(app.word("unread-here", text)), emptied(app, finds)];
}

function thingView(app, id) {
  const thing = app.model.things.get(id);
  if (!thing) return unknownView(app, id);
  const other = app.language() === "zh" ? "en" : "zh";
  return [
    heading(app.name(id), { lang: langOf(app, id) ?? tagOf(app) }),
    thing.marks?.includes(NO_ENGLISH)
      ? element("p", { class: "other", text: app.word(NO_ENGLISH) })
      : thing[other] &&
        thing[other] !== app.name(id) &&
        element("p", { class: "other", lang: LANGUAGE_TAGS[other], text: thing[other] }),
    element("p", { class: "class", text: app.label(app.model.classes.get(thing.type)) }),
    whose(app, thing),
    names(app, thing),
    thing.note && element("p", { class: "note" }, app.word("remark"), noteText(app, thing.note)),
    sameAs(app, thing),
    element("p", { class: "tools" }, linkButton(app, { thing: id })),
    connectSection(app, thing),
    ...sections(app, thing),
  ];
}

/** What is no thing: a claim after all, or a name, with what has it or is near. */
function unknownView(app, id) {
  if (app.model.claims.has(id)) return claimView(app, id);
  if (app.search.exact(id).length > 1) return foundView(app, id);
  const found = app.search(id, { limit: 1 }).length > 0;
  return [heading(app.word("unknown", id)), found && foundView(app, id)];
}

/** What is known of a thing in sections; where these are many, buttons lead to each. */
function sections(app, thing) {
  const found = claimGroups(app, thing).map((group) => groupSection(app, thing, group));
  const figures = app.told(thing.figures);
  if (figures.length) found.push(figureSection(app, figures));
  const leaps = found.map((section) =>
    button(
      section.querySelector("h3").textContent,
      () => {
        section.scrollIntoView();
        section.querySelector("h3").focus({ preventScroll: true });
      },
      { class: "quiet" },
    ),
  );
  return [
    found.length > FEW && element("nav", { class: "leaps", "aria-label": app.word("leaps") }, leaps),
    app.linked(thing).length === 0 && [
      element("p", { text: app.word("nothing") }),
      emptied(app, (narrowing) => app.linked(thing, narrowing).length > 0),
    ],
    found,
  ];
}

/** Other names, and the forms that each report uses. */
function names(app, thing) {
  const of = (kind) => (thing.names ?? []).filter((name) => name[1] === kind);
  const forms = new Map();
  const isHere = (report) => isTold(app.model.reports[report] ?? { report }, app.narrowing());
  for (const form of of("mention").filter(([, , report]) => isHere(report)))
    forms.set(form[2], [...(forms.get(form[2]) ?? []), form]);
  const tag = (name) => (/\p{Script=Han}/u.test(name) ? "zh-Hans" : "en");
  const list = (found) =>
    found.flatMap(([name], index) => [
      index > 0 && app.word("between"),
      element("span", { lang: tag(name), text: name }),
    ]);
  const linked = (found) => found.flatMap((id, index) => [index > 0 && app.word("between"), thingLink(app, id)]);
  const rows = [
    belongsTo(app, thing) && [app.word("jurisdiction"), [belongsTo(app, thing)]],
    thing.before && [app.word("predecessors"), linked(thing.before)],
    thing.after && [app.word("successors"), linked(thing.after)],
    of("alias").length > 0 && [app.word("other-names"), list(of("alias"))],
    ...[...forms].map(([report, found]) => [
      app.word("in-reports"),
      [list(found), element("span", { class: "soft" }, app.label(app.model.reports[report]) || report)],
    ]),
    ...withoutShown(of("pinyin"), thing).map(([name]) => [
      app.heading("pinyin"),
      [element("span", { lang: "zh-Latn", text: name })],
    ]),
  ].filter(Boolean);
  return rows.length > 0 && parts(rows);
}

/** The readings of a thing's name, without what is shown in English where it has no English name. */
const withoutShown = (readings, { en }) => readings.filter(([name]) => name !== en);

const parts = (rows) =>
  element(
    "dl",
    { class: "parts" },
    rows.flatMap(([name, value]) => [element("dt", { text: name }), element("dd", {}, value.flat())]),
  );

function sameAs(app, thing) {
  const links = (thing.sameAs ?? []).map((url) => element("li", {}, isWeb(url) ? outside(url, url) : url));
  return links.length > 0 && [element("h3", { text: app.word("same-as") }), element("ul", { class: "plain" }, links)];
}

function claimView(app, id) {
  const claim = app.model.claims.get(id);
  if (!claim) return [heading(app.word("unknown", id))];
  const predicate = app.model.predicates.get(claim.predicate);
  const token = (scheme) => tokenOf(app, claim, scheme);
  const bodies = claim.by.flatMap((body, index) => [index > 0 && app.word("between"), thingLink(app, body)]);
  const rows = [
    ["part-subject", thingLink(app, claim.subject)],
    ["relation", app.label(predicate) || claim.predicate],
    ["part-object", thingLink(app, claim.object)],
    ["verb", claim.verb],
    ["level", token("level")],
    ["date", dated(app, claim.date, claim.date_basis)],
    ["part-round", claim.round && app.round(claim.round)],
    ["part-year", claim.year],
    ["part-by", bodies.length > 0 && bodies],
    ["part-distinction", claim.distinction && app.label(claim.distinction)],
    ["modality", token("modality")],
    ["phase", claim.phase && token("phase")],
    ["part-statedness", token("statedness")],
    ["part-actor", ACTORS.has(claim.actor_stated) && app.word(ACTORS.get(claim.actor_stated))],
    ["says", token("standpoint")],
    ["part-iri", element("code", { text: iriOf(app.model, id) })],
  ]
    .filter(([, value]) => value)
    .map(([name, value]) => [app.heading(name), [value]]);
  return [
    heading(sentence(app, claim)),
    element("p", { class: "tools" }, linkButton(app, { claim: id })),
    receipt(app, claim, sentence(app, claim)),
    elsewhere(app, claim),
    note(app, claim),
    parts(rows),
  ];
}
