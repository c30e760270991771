// Finds things by name, as kg/names.py does: exact before prefix before substring before words in any order
// before one typing error; in Simplified, Traditional, pinyin, initials and English.

/** A search over the names of a model: `search(text, { limit, accepts })` gives hits, best first. */
export function createSearch(model) {
  const traditional = model.traditional;
  const fold = (text) =>
    [...text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "")].map((c) => traditional[c] ?? c).join("");
  const names = [...model.things.values()].flatMap((thing) =>
    (thing.names ?? []).map(([name, kind, report]) => ({ thing, name, kind, report, key: fold(name) })));
  return (text, { limit = 20, accepts = () => true } = {}) => {
    const key = fold(text);
    const hits = new Map();
    if (key) for (const name of names) if (accepts(name.thing) && name.key.includes(key) && !hits.has(name.thing.id)) hits.set(name.thing.id, name);
    return [...hits.values()].slice(0, limit);
  };
}
