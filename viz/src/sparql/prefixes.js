// What to do about a prefix that is not declared, as `prefix_remedy` of kg/sparql/scan.py says.
import { prefixes as KNOWN } from "../../../kg/sparql/known.json";
import { best } from "../base/alike.js";

/** The problem that a remedy is told as. */
export const REMEDIES = { usual: "prefix", near: "prefix-near", add: "prefix-add", brackets: "prefix-brackets" };

const SCHEMES = ["http", "https", "urn", "mailto", "ftp", "file"];

/** ["brackets"], since it is an IRI's scheme; ["near", another]; ["add", a line]; or ["usual", the usual ones]. */
export function prefixRemedy(prefix, declared, usual) {
  if (SCHEMES.includes(prefix)) return ["brackets", ""];
  const lower = prefix.toLowerCase();
  const namespace = Object.hasOwn(KNOWN, lower) ? KNOWN[lower] : "";
  const names = [...declared].sort((one, other) => (one < other ? -1 : 1));
  const same = names.filter((name) => name.toLowerCase() === lower || (namespace && usual[name] === namespace));
  const [near] = same.length || namespace ? same : best(prefix, names, 0.6);
  if (near !== undefined) return ["near", `${near}:`];
  if (namespace) return ["add", `PREFIX ${prefix}: <${namespace}>`];
  return ["usual", Object.keys(usual).join(", ")];
}
