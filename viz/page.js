"use strict";
// The page: draws the network that stands in #graph, and shows the receipts of what is chosen.
// Text from reports goes in as text nodes only.
(() => {
  const graph = JSON.parse(document.getElementById("graph").textContent);
  const panel = document.getElementById("panel");
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const words = {
    zh: { hint: "点选一个节点或一条连线，查看出处。", by: "授予或批准：", edition: "届次：", nothing: "已读部分没有与之相关的联系。", unread: "已读部分没有这个名称：", found: "所找到的：" },
    en: { hint: "Choose a node or a line to see its receipts.", by: "by ", edition: "edition ", nothing: "Nothing is linked to it in what was read.",
      unread: "Nothing is called this in what was read: ", found: "Found: " },
  };
  let language = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
  let chosen = null;

  const ink = () => getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
  const boxed = (node) => node.shape === "box";
  const drawnNode = (node) => ({
    id: node.id, x: node.x, y: node.y, shape: node.shape, value: node.value, label: node.labels[language],
    color: { background: node.color, border: node.color, highlight: { background: node.color, border: ink() } },
    font: { color: boxed(node) ? "#ffffff" : ink(), size: 14 },
  });
  const drawnEdge = (edge) => ({
    id: edge.id, from: edge.from, to: edge.to, arrows: "to", label: edge.texts[language].words,
    dashes: edge.modality !== "asserted", font: { color: ink(), size: 11, strokeWidth: 0 },
  });
  const data = {
    nodes: new vis.DataSet(graph.nodes.map(drawnNode)),
    edges: new vis.DataSet(graph.edges.map(drawnEdge)),
  };
  const network = new vis.Network(document.getElementById("network"), data, {
    physics: false,
    interaction: { hover: true, keyboard: { enabled: true, bindToWindow: false } },
    nodes: { widthConstraint: { maximum: 170 }, scaling: { min: 10, max: 28, label: { enabled: true, min: 14, max: 18, drawThreshold: 4 } } },
    edges: { color: { color: "#8a929c", highlight: "#00508c" }, smooth: { type: "dynamic" } },
  });

  function element(name, text, ...children) {
    const made = document.createElement(name);
    if (text) made.append(text);
    made.append(...children);
    return made;
  }

  function nodeLink(id) {
    const button = element("button", nodes.get(id).labels[language]);
    button.type = "button";
    button.className = "link";
    button.addEventListener("click", () => choose({ node: id }, true));
    return button;
  }

  function receipt(edge) {
    const texts = edge.texts[language];
    const quote = element("blockquote", edge.before, element("mark", edge.quote), edge.after);
    quote.lang = "zh-Hans";
    const place = element("div", `${texts.report} · ${texts.section}`);
    place.className = "receipt";
    return [quote, place];
  }

  function remarks(edge) {
    const texts = edge.texts[language];
    const said = [texts.level, texts.date, texts.edition && words[language].edition + texts.edition,
      texts.by && words[language].by + texts.by, texts.distinction, texts.stated,
      edge.modality !== "asserted" && texts.modality].filter(Boolean);
    const line = element("div", said.join(" · "));
    line.className = "kind";
    return line;
  }

  function claim(edge) {
    const sentence = element("div", "", nodeLink(edge.from), ` ${edge.texts[language].words} `, nodeLink(edge.to));
    return element("li", "", sentence, remarks(edge), ...receipt(edge));
  }

  // What was looked for: every node with it in a name, or the word that there is none
  function showFound(text) {
    const typed = text.trim().toLowerCase();
    const hits = graph.nodes.filter((node) => Object.values(node.labels).some((label) => label.toLowerCase().includes(typed)));
    const heading = hits.length ? words[language].found : words[language].unread;
    const items = hits.slice(0, 100).map((node) => element("li", "", nodeLink(node.id)));
    panel.append(element("p", heading + text.trim()), element("ul", "", ...items));
    if (hits.length === 1) choose({ node: hits[0].id }, true);
  }

  function show() {
    panel.replaceChildren();
    if (chosen && chosen.text !== undefined) {
      showFound(chosen.text);
      return;
    }
    if (!chosen) {
      panel.append(element("p", words[language].hint));
      return;
    }
    let edges;
    if (chosen.node !== undefined) {
      const node = nodes.get(chosen.node);
      const kind = element("div", `${node.types[language]} · ${node.labels[language === "zh" ? "en" : "zh"]}`);
      kind.className = "kind";
      panel.append(element("h2", node.labels[language]), kind);
      edges = graph.edges.filter((edge) => edge.from === node.id || edge.to === node.id);
    } else {
      edges = graph.edges.filter((edge) => edge.id === chosen.edge);
    }
    panel.append(edges.length ? element("ul", "", ...edges.map(claim)) : element("p", words[language].nothing));
    panel.scrollTop = 0;
  }

  function choose(what, fly = false) {
    chosen = what;
    if (what && what.node !== undefined) {
      network.selectNodes([what.node]);
      if (fly) network.focus(what.node, { scale: Math.max(network.getScale(), 0.8), animation: true });
    }
    show();
  }

  function speak() {
    document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
    for (const part of document.querySelectorAll(`[data-${language}]`)) part.textContent = part.dataset[language];
    for (const part of document.querySelectorAll("[data-label-zh]")) {
      const label = language === "zh" ? part.dataset.labelZh : part.dataset.labelEn;
      part.setAttribute("aria-label", label);
      if (part.matches("input")) part.placeholder = label;
    }
    data.nodes.update(graph.nodes.map(drawnNode));
    data.edges.update(graph.edges.map(drawnEdge));
    show();
  }

  document.getElementById("language").addEventListener("click", () => {
    language = language === "zh" ? "en" : "zh";
    speak();
  });
  document.getElementById("find").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = document.getElementById("name").value;
    choose(text.trim() ? { text } : null);
  });
  network.on("click", ({ nodes: [node], edges: [edge] }) => {
    choose(node !== undefined ? { node } : edge !== undefined ? { edge } : null);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", speak);
  window.kgPage = { network, choose };
  speak();
  network.fit();
})();
