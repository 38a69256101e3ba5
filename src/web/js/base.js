// What every page does with scripts on: the choice of light or dark, and menus that close.
//
// Expected of a page, all optional:
//   <button type="button" data-theme-toggle aria-pressed="false" hidden>Dark colours</button>
//   <details data-menu>…</details>            closes with Escape, a click elsewhere, or when the focus leaves it
//   <a data-language hreflang="de" href="…">  keeps the query and the fragment of the address
// The choice is `data-theme="light|dark"` on the root element. Without one, the reader's system decides.

const KEY = "memorial-kg-theme";
const root = document.documentElement;
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

// Storage may be forbidden (private windows, some file:// pages): then the choice lasts for the page.
function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(theme) {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // the choice lasts for the page
  }
}

const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : systemIsDark.matches);

function choose(theme) {
  root.dataset.theme = theme;
  dispatchEvent(new Event("themechange")); // the maps are painted, not styled: they have to be told
}

function wireTheme() {
  const buttons = [...document.querySelectorAll("[data-theme-toggle]")];
  const show = () => buttons.forEach((button) => button.setAttribute("aria-pressed", String(isDark())));
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => {
      choose(isDark() ? "light" : "dark");
      remember(root.dataset.theme);
    });
  }
  addEventListener("themechange", show);
  systemIsDark.addEventListener("change", () => dispatchEvent(new Event("themechange")));
  addEventListener("storage", ({ key, newValue }) => {
    if (key === KEY && ["light", "dark"].includes(newValue)) choose(newValue);
  });
  show();
}

function wireMenu(menu) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
  });
  document.addEventListener("click", ({ target }) => {
    if (!menu.contains(target)) menu.open = false;
  });
}

function wireLanguage(link) {
  link.addEventListener("click", () => {
    const address = new URL(link.href);
    address.search = location.search;
    address.hash = location.hash;
    link.href = address.href;
  });
}

function wire() {
  wireTheme();
  document.querySelectorAll("details[data-menu]").forEach(wireMenu);
  document.querySelectorAll("a[data-language]").forEach(wireLanguage);
}

// At once, before the page is painted if the script stands in the head.
if (["light", "dark"].includes(remembered())) root.dataset.theme = remembered();
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", wire);
else wire();
