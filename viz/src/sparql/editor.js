// The SPARQL editor: CodeMirror in a shadow root, where the page's policy lets it style itself.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { SparqlLanguage } from "codemirror-lang-sparql";
import { first as FIRST_QUERIES } from "../../../kg/sparql/known.json";
import { button, element } from "../base/dom.js";
import { createCompletion } from "./completion.js";

// Queries to begin with, of which the first stands in an empty editor
const SIMPLE = ["editor-honours", "editor-counts", "editor-graph"];
const FIRST = FIRST_QUERIES[SIMPLE[0]];

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--code-keyword)", fontWeight: "600" },
  { tag: tags.variableName, color: "var(--code-variable)" },
  { tag: [tags.namespace, tags.url, tags.typeName], color: "var(--code-name)" },
  { tag: [tags.string, tags.integer, tags.float, tags.bool], color: "var(--code-literal)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
]);

const THEME = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--paper)", fontSize: "15px" },
  "&.cm-focused": { outline: "3px solid var(--link)", outlineOffset: "-3px" },
  ".cm-scroller": {
    fontFamily: "ui-monospace, Consolas, 'Noto Sans Mono CJK SC', monospace",
    lineHeight: "1.5",
    minHeight: "11rem",
    maxHeight: "24rem",
  },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { color: "var(--soft)", backgroundColor: "var(--raised)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--raised)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--mark)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--mark)" },
  ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--raised)", border: "1px solid var(--line)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: ".2rem .5rem", minHeight: "24px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    color: "var(--paper)",
    backgroundColor: "var(--link)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected] .cm-completionDetail": { color: "var(--paper)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { maxHeight: "16rem", fontFamily: "ui-monospace, Consolas, monospace" },
  "completion-section": { fontFamily: "var(--font)", color: "var(--soft)" },
  ".cm-completionDetail": { color: "var(--soft)", fontStyle: "normal", fontFamily: "var(--font)" },
  ".cm-completionInfo": { maxWidth: "20rem", fontFamily: "var(--font)", fontSize: "14px" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-diagnostic": { fontFamily: "var(--font)" },
  ".cm-diagnostic-error": { borderLeft: "4px solid var(--danger)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--danger)" },
});

/**
 * Typing over a selection, done without the browser: Chromium would keep the style of what was selected, in an attribute
 * that the page's policy refuses, and its console would tell of it.
 */
const TYPED_OVER = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    if (empty || event.inputType !== "insertText" || !event.data || event.isComposing) return false;
    const insert = () =>
      view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, from, to, event.data, insert))) view.dispatch(insert());
    return true;
  },
});

/**
 * The editor in `root`: `run(text)` is called for a query to be run, `ontype(text)` when it was changed.
 * Returns { draw, set, tell, focus }.
 */
export function createEditor(app, root, { run, ontype }) {
  const words = new Compartment();
  const host = element("div", { class: "editor" });
  const tools = element("div", { class: "tools" });
  const hint = element("p", { class: "soft" });
  const shadow = host.attachShadow({ mode: "open" });
  root.append(tools, host, hint);
  let quiet = false; // whether a change is the page's own

  const send = () => {
    run(view.state.doc.toString());
    return true;
  };

  const view = new EditorView({
    root: shadow,
    parent: shadow,
    state: EditorState.create({
      doc: FIRST,
      extensions: [
        keymap.of([{ key: "Mod-Enter", run: send, preventDefault: true }]),
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        bracketMatching(),
        closeBrackets(),
        SparqlLanguage,
        syntaxHighlighting(COLOURS),
        THEME,
        EditorView.lineWrapping,
        TYPED_OVER,
        autocompletion({ override: [createCompletion(app)], icons: false, activateOnTypingDelay: 60 }),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.updateListener.of((update) => update.docChanged && !quiet && ontype(update.state.doc.toString())),
        words.of([]),
      ],
    }),
  });

  const set = (text) => {
    quiet = true;
    if (text !== view.state.doc.toString()) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    }
    quiet = false;
  };

  const tell = (problem) => {
    view.dispatch(setDiagnostics(view.state, problem?.line ? [diagnostic(app, view.state, problem)] : []));
    if (problem?.line) view.dispatch({ selection: { anchor: place(view.state, problem) }, scrollIntoView: true });
  };

  return {
    set: (text) => set(text || FIRST),
    tell,
    focus: () => view.focus(),
    draw() {
      view.dispatch({
        effects: words.reconfigure(
          EditorView.contentAttributes.of({
            "aria-label": app.word("editor"),
            "aria-description": app.word("editor-hint"),
            spellcheck: "false",
            lang: "en",
          }),
        ),
      });
      hint.textContent = app.word("editor-hint");
      const pick = (text) => {
        set(text);
        ontype(text);
        view.focus();
      };
      tools.replaceChildren(button(app.word("editor-run"), send, { class: "primary run" }), examples(app, pick));
    },
  };
}

/** A menu of queries: a few to begin with, the catalogue's own, and recipes where the page has them. */
function examples(app, pick) {
  const { questions, recipes = [] } = app.model;
  const option = (value, text) => element("option", { value, text });
  const menu = element(
    "select",
    {
      class: "examples",
      "aria-label": app.word("editor-examples"),
      onchange: (event) => {
        const { value } = event.target;
        event.target.value = "";
        pick(FIRST_QUERIES[value] ?? [...questions, ...recipes].find(({ name }) => name === value).query);
      },
    },
    option("", app.word("editor-example")),
    element(
      "optgroup",
      { label: app.word("editor-simple") },
      SIMPLE.map((name) => option(name, app.word(name))),
    ),
    element(
      "optgroup",
      { label: app.word("questions") },
      questions.map((question) => option(question.name, app.label(question.title))),
    ),
    recipes.length > 0 &&
      element(
        "optgroup",
        { label: app.word("editor-recipes"), lang: "en" },
        recipes.map(({ name, title }) => option(name, title)),
      ),
  );
  return menu;
}

function place(state, { line, column }) {
  const found = state.doc.line(Math.min(line, state.doc.lines));
  return Math.min(found.from + column - 1, found.to);
}

/** The problem at its place: the word there, else the sign before. */
function diagnostic(app, state, problem) {
  const from = place(state, problem);
  const line = state.doc.lineAt(from);
  const word = /^[^\s(){};,]+/.exec(line.text.slice(from - line.from))?.[0].length ?? 0;
  return {
    from: word || from === line.from ? from : from - 1,
    to: Math.min(from + Math.max(word, 1), line.to),
    severity: "error",
    message: app.word(`problem-${problem.kind}`, ...problem.values),
  };
}
