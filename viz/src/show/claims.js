// Claims in words: as sentences, as items of a list, and in groups around a thing.
import { button, element } from "../base/dom.js";
import { fragmentOf } from "../base/links.js";
import { otherEnd } from "../base/model.js";
import { LANGUAGE_TAGS, langOf } from "../base/words.js";
import { receipt } from "./receipt.js";

const FOLDED = 12; // claims of a group that are shown at first

/** A link that shows a thing; in a new tab the page opens at it. */
export function thingLink(app, id) {
  const follow = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    app.show({ thing: id });
  };
  const named = { lang: langOf(app, id), "data-thing": id, text: app.name(id) };
  return element("a", { href: fragmentOf(app, { thing: id }), onclick: follow, ...named });
}

/** What a claim says from one side, and whether something follows the other end in the sentence: [before, after]. */
function relationOf(app, claim, inverse = false) {
  const predicate = app.model.predicates.get(claim.predicate);
  const label = (inverse && app.label(predicate?.inverse)) || app.label(predicate) || claim.predicate;
  return label.split("…");
}

/** What a group of claims is headed by. */
export const relation = (app, claim, inverse) => relationOf(app, claim, inverse).join("…");

/** A claim as a sentence, as a text. */
export const sentence = (app, claim) => sentenceWith(app, claim, (id) => app.name(id)).join("");

/** A claim as a sentence whose two ends are links. */
const linkedSentence = (app, claim) => sentenceWith(app, claim, (id) => thingLink(app, id));

function sentenceWith(app, claim, end) {
  const space = app.language() === "zh" ? "" : " ";
  const [before, after] = relationOf(app, claim);
  return [end(claim.subject), `${space}${before}${space}`, end(claim.object), after ? `${space}${after}` : ""];
}

/** What a claim has of a controlled list, in words. */
export const tokenOf = (app, claim, scheme) => app.label(app.model.tokens[scheme].get(claim[scheme])) || claim[scheme];

// The bases of dates that are not the claim's own words
const DATED = new Map([
  ["report", "date-report"],
  ["section", "date-section"],
]);

/** A date, told apart by where it is from. */
export const dated = (app, date, basis) => (date && DATED.has(basis) ? app.word(DATED.get(basis), date) : date);

/** What is said beside the fact, each as [kind, text]. */
export function remarks(app, claim) {
  const token = (scheme) => tokenOf(app, claim, scheme);
  return [
    claim.verb && claim.verb !== relation(app, claim) && ["verb", app.word("in-its-words", claim.verb)],
    claim.level && ["level", token("level")],
    claim.date && ["date", dated(app, claim.date, claim.date_basis)],
    claim.round && ["round", app.round(claim.round)],
    claim.year && ["of-year", app.word("of-year", claim.year)],
    claim.distinction && ["distinction", app.label(claim.distinction)],
    ...claim.marks.map((mark) => ["mark", app.mark(mark)]),
    claim.standpoint && ["standpoint", token("standpoint")],
  ].filter(Boolean);
}

/** A claim as an item of a list: `shown` is its main line, by default its sentence. */
export function claimItem(app, claim, shown = linkedSentence(app, claim)) {
  const said = remarks(app, claim);
  const what = sentence(app, claim);
  const details = button(app.word("show-claim"), () => app.show({ claim: claim.id }), {
    class: "quiet",
    "aria-label": app.word("show-claim-what", what),
  });
  return element(
    "li",
    { class: "claim", "data-claim": claim.id },
    element("div", { class: "main" }, shown),
    said.length > 0 &&
      element(
        "ul",
        { class: "remarks" },
        said.map(([kind, text]) => element("li", { class: `remark ${kind}`, text })),
      ),
    claim.by.length > 0 && element("p", { class: "by" }, conferredBy(app, claim)),
    note(app, claim),
    receipt(app, claim, what, details),
    elsewhere(app, claim),
  );
}

const COMPARED = { differs: "differs", confirmed_by: "confirmed", confirms: "confirms" };

/** What other reports tell of the same: how it stands to this, and its receipt. */
export function elsewhere(app, record) {
  return Object.entries(COMPARED).flatMap(([key, mark]) =>
    (record[key] ?? [])
      .map((id) => app.model.claims.get(id) ?? app.model.figures.get(id))
      .filter(Boolean)
      .map((other) =>
        element(
          "div",
          { class: "elsewhere" },
          `${app.word(mark)}${app.word("colon")}`,
          receipt(app, other, app.word(mark)),
        ),
      ),
  );
}

/** The words with the bodies that conferred, as links. */
function conferredBy(app, claim) {
  const [before, after] = app.word("conferred-by", "\n").split("\n");
  const bodies = claim.by.flatMap((id, index) => [index > 0 && app.word("between"), thingLink(app, id)]);
  return [before, ...bodies, after];
}

/** The note of a claim, which for an implied one says what it is inferred from. */
export const note = (app, claim) =>
  claim.note &&
  element(
    "p",
    { class: "note" },
    app.word(claim.statedness === "implied" ? "inferred-from" : "remark"),
    noteText(app, claim.note),
  );

/** A note, in the other language where it is not there in the reader's. */
export function noteText(app, texts) {
  const language = texts[app.language()] ? app.language() : app.language() === "zh" ? "en" : "zh";
  return element("span", { lang: LANGUAGE_TAGS[language], text: texts[language] });
}

/** The claims of a thing in groups, each under what it says from the thing's side. */
export function claimGroups(app, thing) {
  const groups = new Map();
  for (const claim of app.linked(thing)) {
    const confers = claim.subject !== thing.id && claim.object !== thing.id;
    const heading = confers ? app.word("confers-group") : relation(app, claim, claim.subject !== thing.id);
    if (!groups.has(heading)) groups.set(heading, { heading, confers, claims: [] });
    groups.get(heading).claims.push(claim);
  }
  // Conferrals are what the page is about, so they stand first; then what there is most of
  const conferral = (group) => group.claims.some((claim) => claim.level || claim.standpoint);
  return [...groups.values()].sort((a, b) => conferral(b) - conferral(a) || b.claims.length - a.claims.length);
}

/** A group of claims, its later ones folded. */
export function groupSection(app, thing, { heading, confers, claims }) {
  const item = (claim) => claimItem(app, claim, confers ? undefined : thingLink(app, otherEnd(claim, thing.id)));
  const list = element("ul", { class: "claims" }, claims.slice(0, FOLDED).map(item));
  const rest = claims.slice(FOLDED);
  const more =
    rest.length > 0 &&
    button(
      app.word("show-all", claims.length),
      () => {
        const items = rest.map(item);
        list.append(...items);
        more.remove();
        items[0].querySelector("a").focus();
      },
      { class: "small" },
    );
  return element("section", { class: "group" }, countedHeading(heading, claims.length), list, more);
}

/** The heading of a section, with how much there is in it. */
export const countedHeading = (text, count) =>
  element("h3", { tabindex: "-1" }, text, " ", element("span", { class: "count", text: count }));
