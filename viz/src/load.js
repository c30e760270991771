// Unpacks the page's own scripts and starts them; the policy admits just these, by their hashes.
import { byId } from "./base/dom.js";
import { unpack } from "./base/unpack.js";

/** A packed block of the page, by its id, as a response. */
const unpacked = (id) => unpack(byId(id).textContent);

window.kgPage = { unpack: unpacked };
Promise.all(["vis-network", "page-script"].map((id) => unpacked(id).text())).then((scripts) => {
  for (const text of scripts) {
    const script = document.createElement("script");
    script.textContent = text;
    document.head.append(script);
  }
});
