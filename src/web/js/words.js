// The words of the interface that a page hands to its scripts: <script type="application/json" id="_words">, in which
// "map.show" is a key. Without them a script speaks English.

let texts;

function load() {
  try {
    return JSON.parse(document.getElementById("_words").textContent);
  } catch {
    return {};
  }
}

/** The text of a key, with its {places} filled in. */
export function word(key, english, values = {}) {
  texts ??= load();
  const text = typeof texts[key] === "string" ? texts[key] : english;
  return text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
}
