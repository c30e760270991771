// How much names are alike, as kg/sparql/hints.py measures it.

export const NEARLY_SAME = 0.85;
const MUCH_LESS = 0.125;

/** Those of the names that are the most like one, and at `least` so much; of equals, the one as long first. */
export function best(name, names, least) {
  const scored = names.map((one) => [similarity(name, one), Math.abs(one.length - name.length), one]);
  scored.sort(([one, longer], [other, further]) => other - one || longer - further);
  const top = scored[0]?.[0] ?? 0;
  return scored.filter(([score]) => score >= Math.max(least, top - MUCH_LESS)).map(([, , one]) => one);
}

/** How much two names are alike in any case, from 0 to 1: by typing errors, or one within the other. */
export function similarity(one, other) {
  const [short, long] = [one.toLowerCase(), other.toLowerCase()].sort((a, b) => a.length - b.length);
  if (!long.length) return 1;
  const alike = 1 - distance(short, long) / long.length;
  return short.length > 3 && long.includes(short) ? Math.max(alike, 0.6 + (0.4 * short.length) / long.length) : alike;
}

/** Letters wrong, missing, too many, or swapped with their neighbour (optimal string alignment). */
function distance(one, other) {
  let [older, old] = [null, Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      row[j] = Math.min(old[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1), old[j] + 1, row[j - 1] + 1);
      const swapped = older && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (swapped) row[j] = Math.min(row[j], older[j - 2] + 1);
    }
    [older, old] = [old, row];
  }
  return old[other.length];
}
