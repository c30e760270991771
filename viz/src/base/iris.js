// IRIs: those of the page's own records, and their short forms.

/** The IRI of a thing, claim or figure (kg.vocabulary.mint_iri for one part), and back; "" if it is none. */
export const iriOf = (model, id) =>
  model.base + encodeURIComponent(id).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

export function idOf(model, iri) {
  if (!iri.startsWith(model.base)) return "";
  try {
    return decodeURIComponent(iri.slice(model.base.length));
  } catch {
    return "";
  }
}

/** The CURIE of an IRI, or the IRI itself where no prefix fits (kg.vocabulary.compress). */
export function compress(model, iri) {
  for (const [prefix, namespace] of Object.entries(model.prefixes)) {
    const local = iri.slice(namespace.length);
    if (iri.startsWith(namespace) && local && !/[/#?]/.test(local)) return `${prefix}:${local}`;
  }
  return iri;
}
