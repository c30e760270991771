// Forms of questions: names are offered while one types, where they are too many to stand in the page.
import { element } from "../base/dom.js";

const PAUSE = 150; // milliseconds without a key

for (const input of document.querySelectorAll("input[data-things]")) {
  const { things, type } = input.dataset;
  let timer;
  let latest = 0;
  const offer = async () => {
    latest += 1;
    const mine = latest;
    const asked = new URLSearchParams({ text: input.value, class: type });
    const response = await fetch(`${things}?${asked}`).catch(() => null);
    const found = response?.ok ? await response.json() : [];
    if (mine !== latest) return;
    const options = found.map(({ id, zh, en }) => element("option", { value: id, label: en ?? zh }));
    input.list.replaceChildren(...options);
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim()) timer = setTimeout(offer, PAUSE);
  });
}
