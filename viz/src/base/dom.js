// Elements, made without markup: text from reports goes in as text nodes only.

const SVG = "http://www.w3.org/2000/svg";

/**
 * A new element. `attributes` may hold `class`, `text`, listeners (`onclick`) and any attribute;
 * false and null leave one out. Children are nodes or strings; false and null are left out.
 */
export function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** A new SVG element, as `element` makes them. */
export function drawing(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key === "text") made.append(String(value));
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((child) => child !== false && child !== null && child !== undefined));
  return made;
}

/** A button with a text. */
export function button(text, onclick, attributes = {}) {
  return element("button", { type: "button", text, onclick, ...attributes });
}

/** The element of the template with this id. */
export const byId = (id) => document.getElementById(id);

/** Offer a file for download. `content` is a Blob, or a text of the media type. */
export function download(name, content, type = "text/plain") {
  const blob = content instanceof Blob ? content : new Blob([content], { type: `${type};charset=utf-8` });
  const url = URL.createObjectURL(blob);
  const link = element("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Put a text on the clipboard; where the browser refuses, through a field; raises an error where that fails too. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = element("textarea", { class: "offscreen", "aria-hidden": "true" });
    field.value = text;
    // Beside what has the focus, so that the focus leaves neither a menu nor a dialog
    const focused = document.activeElement;
    (focused?.closest("body > *") ? focused.parentElement : document.body).append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    focused?.focus();
    if (!copied) throw new Error("the browser does not let the page copy");
  }
}
