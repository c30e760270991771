// IRIs: those of the page's own records, and their short forms.

/**
 * The IRI of a thing, claim or figure (kg/vocabulary.py, mint_iri, for one part). Dots are encoded where there is
 * nothing else, since a resolver would drop them; half a character, which may be typed, is none.
 */
export const iriOf = (model, id) =>
  model.base +
  encodeURIComponent(id.toWellFormed()).replace(/[!'()*]|^\.+$/g, (found) => [...found].map(encoded).join(""));

const encoded = (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;

/** The IRI that is meant by an id, a CURIE or the IRI itself. */
export const iriTyped = (model, text) =>
  text.startsWith(model.base) ? text : iriOf(model, text.trim().replace(/^kgr:/, ""));

/** The id of what an IRI names, the other way round; "" if it is none of the page's. */
export function idOf(model, iri) {
  if (!iri.startsWith(model.base)) return "";
  try {
    return decodeURIComponent(iri.slice(model.base.length));
  } catch {
    return "";
  }
}

/** The CURIE of an IRI, or the IRI itself where no prefix fits (kg/vocabulary.py, compress). */
export function compress(model, iri) {
  for (const [prefix, namespace] of Object.entries(model.prefixes)) {
    const local = iri.slice(namespace.length);
    if (iri.startsWith(namespace) && local && !/[/#?]/.test(local)) return `${prefix}:${local}`;
  }
  return iri;
}
