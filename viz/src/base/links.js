// Links: to views of this page, and out of it.
import { element } from "./dom.js";
import { INITIAL, serialise } from "./state.js";

/** Whether the page has an address that a link can lead to: the frame of a notebook has none. */
export const hasAddress = () => location.protocol !== "about:";

/** The fragment that opens the page with these fields and the reader's language. */
export const fragmentOf = (app, fields) => `#${serialise({ ...INITIAL, lang: app.state.get().lang, ...fields })}`;

/** A link out of the page, which is followed only if the reader does. */
export const outside = (url, text) => element("a", { href: url, rel: "noreferrer", target: "_blank", text });

/** Whether a text is an address of the web: what else it may be (javascript:) is never a link. */
export function isWeb(text) {
  try {
    return ["http:", "https:"].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}
