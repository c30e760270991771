// Whether another name may be read for the one that was typed, as kg/names/reading.py tells: only where nobody is taken
// for another by it. What a difference must not touch comes from there, in the page's data.

const isChinese = (token) => /^\p{Script=Han}/u.test(token);
const isLatin = (token) => /^[a-z]+$/.test(token);

/**
 * What gives the part of a name, or all of it, that may be read for what was typed, both as tokens; null where there is
 * none. `rule` holds the data: fewest, divisions, telling, opposed, naming, and proper, the names of places and persons.
 */
export function createReader(rule) {
  const [telling, divisions, proper] = [rule.telling, rule.divisions, rule.proper].map((list) => new Set(list));
  const opposed = rule.opposed.map((group) => new Set(group));

  return (typed, name) => {
    if (mayBeRead(typed, name, 0, name.length)) return name;
    const latin = isLatin(typed.join(""));
    const sizes = latin ? [0] : [-1, 0, 1];
    for (let at = 0; at < name.length; at++) {
      if (!latin && name[at] !== typed[0]) continue;
      for (const size of sizes) {
        const end = at + typed.length + size;
        if (end <= at || end > name.length || !(latin || name[end - 1] === typed.at(-1))) continue;
        if (mayBeRead(typed, name, at, end)) return name.slice(at, end);
      }
    }
    return null;
  };

  function mayBeRead(typed, name, at, end) {
    const place = difference(typed, name.slice(at, end));
    if (!place) return false;
    const [start, typedEnd, readEnd] = [place[0], place[1], at + place[2]];
    const differing = [...typed.slice(start, typedEnd), ...name.slice(at + start, readEnd)];
    if (!canBeTold(typed, differing) || differing.some((token) => telling.has(token))) return false;
    const pair = differing.length === 2;
    if (pair && opposed.some((group) => differing.every((token) => group.has(token)))) return false;
    if (namesDivision(typed.slice(typedEnd)) || namesDivision(name.slice(readEnd))) return false;
    return !inProper(name, at + start, readEnd);
  }

  /** Whether enough was typed for one error to be told from another name. */
  function canBeTold(typed, differing) {
    if (differing.every(isChinese)) return typed.filter(isChinese).length >= rule.fewest;
    return (
      differing.length === 2 &&
      differing.every((word) => isLatin(word) && word.length >= rule.fewest) &&
      !typed.some(isChinese) &&
      difference(...differing) !== null
    );
  }

  /** Whether what comes after makes a name of a division of the land: of 社 and 街, only 社区 and 街道 are one. */
  function namesDivision([first, second]) {
    const whole = { 社: "区", 街: "道" }[first];
    return divisions.has(first) && (!whole || second === whole);
  }

  /** Whether a part of a name that holds its tokens from `start` to `end`, or touches where none is, is a place or person. */
  function inProper(name, start, end) {
    for (let left = 0; left <= start; left++) {
      for (let right = Math.max(end === start ? start : start + 1, left + 1); right <= name.length; right++) {
        if (proper.has(name.slice(left, right).join(""))) return true;
      }
    }
    return false;
  }
}

/** Where two sequences differ in just one item, be it another, missing or added: its place, and its ends in both. */
function difference(one, other) {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start++;
  let same = 0;
  while (same < shorter - start && one[one.length - 1 - same] === other[other.length - 1 - same]) same++;
  const ends = [one.length - same, other.length - same];
  return Math.max(...ends) === start + 1 ? [start, ...ends] : null;
}
