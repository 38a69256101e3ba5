// The editor: SPARQL in colours, our terms to complete, the place of an error marked. It takes the place of the textarea.

import { autocompletion, closeBrackets, closeBracketsKeymap, completeAnyWord, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

// The colours of the page, so that the editor is light or dark with it.
const colours = EditorView.theme({
  "&": { backgroundColor: "var(--surface)", color: "var(--ink)", fontSize: "0.95rem", border: "1px solid var(--rule-strong)" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", maxBlockSize: "32rem", minBlockSize: "14rem" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderInlineStartColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--accent-soft)",
  },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--ink-soft)", border: "none" },
  ".cm-activeLineGutter": { backgroundColor: "var(--accent-soft)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--mark)", outline: "none" },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--rule-strong)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--paper)" },
  ".cm-completionDetail": { color: "inherit", fontStyle: "normal", fontFamily: "var(--sans)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy currentColor 1.5px" },
  ".cm-diagnostic-error": { borderInlineStart: "4px solid var(--accent)" },
});

const tokens = syntaxHighlighting(
  HighlightStyle.define([
    { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "var(--accent)", fontWeight: "600" },
    { tag: [tags.string, tags.literal], color: "var(--ink)", fontStyle: "italic" },
    { tag: tags.comment, color: "var(--ink-soft)" },
    { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--ink)", fontWeight: "600" },
  ]),
);

// When text is typed over a selection, the browser wraps it in a span with the style of what was there, which the policy
// forbids. So the editor does that edit itself.
const typedOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== "insertText" || event.data === null || view.composing || view.state.selection.main.empty) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), { scrollIntoView: true, userEvent: "input.type" });
    return true;
  },
});

function completions({ terms, prefixes }) {
  const options = [
    ...terms.map((term) => ({ ...term, type: "property" })),
    ...Object.entries(prefixes).map(([name, iri]) => ({ label: `${name}:`, detail: iri, type: "namespace" })),
  ];
  return (context) => {
    const name = context.matchBefore(/[A-Za-z][\w-]*:?[\w-]*/);
    if (!name || (name.from === name.to && !context.explicit)) return context.explicit ? { from: context.pos, options } : null;
    return { from: name.from, options, validFor: /^[\w-]*:?[\w-]*$/ };
  };
}

/** Put an editor in the place of a textarea, which keeps the text for the form. */
export function createEditor(textarea, known, { label, run }) {
  const parent = document.createElement("div");
  parent.className = "sparql-editor";
  textarea.after(parent);
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: textarea.value,
      extensions: [
        keymap.of([{ key: "Mod-Enter", run: () => (run(), true), preventDefault: true }]),
        lineNumbers(),
        highlightActiveLineGutter(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        sparql(),
        typedOver,
        autocompletion({ override: [completions(known), completeAnyWord] }),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-labelledby": label, tabindex: "0", spellcheck: "false", translate: "no" }),
        EditorView.updateListener.of((update) => update.docChanged && (textarea.value = update.state.doc.toString())),
        colours,
        tokens,
      ],
    }),
  });
  textarea.hidden = true;
  return {
    get text() {
      return view.state.doc.toString();
    },
    set text(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      this.clear();
    },
    clear() {
      view.dispatch(setDiagnostics(view.state, []));
    },
    mark(line, column, message) {
      const row = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      const from = Math.min(row.from + Math.max(column - 1, 0), Math.max(row.to - 1, row.from)); // at an end, its last letter
      const to = row.to;
      view.dispatch(setDiagnostics(view.state, [{ from, to, severity: "error", message }]), {
        selection: { anchor: from },
        effects: EditorView.scrollIntoView(from),
      });
    },
    focus: () => view.focus(),
  };
}
