// What the page asks its server for. Every request has the token of the page's address, in a header: none has leave by
// itself, and a fragment goes nowhere.

/** What the fragment of the page's address holds: the token, and the language. */
export const inAddress = () => new URLSearchParams(location.hash.slice(1));

/** An answer that is no success: a sentence in `message`, the field that it is about, and what stands if that is told. */
export class Refused extends Error {
  constructor(told, status) {
    super(told.error);
    Object.assign(this, { field: told.field ?? "", state: told.state, status });
  }
}

/** Asks the server in the reader's language; raises Refused, and TypeError where nothing answers. */
export function createApi(language) {
  async function ask(path, options = {}) {
    const headers = { Authorization: `Bearer ${inAddress().get("token") ?? ""}`, "Accept-Language": language() };
    if (options.body) headers["Content-Type"] = "application/json";
    const answer = await fetch(path, { ...options, headers, credentials: "omit", redirect: "error" });
    const told = await answer.json();
    if (!answer.ok) throw new Refused(told, answer.status);
    return told;
  }
  return {
    review: () => ask("/api/review"),
    decide: (decisions, seen, batch = "") =>
      ask("/api/decisions", { method: "POST", body: JSON.stringify({ decisions, seen, batch }) }),
  };
}

/** A number that nobody else has drawn, as twelve digits in base 16. */
export function drawn() {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
