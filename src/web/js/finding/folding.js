// Folds words as the catalogue does, with the table of letters that the site ships: Uşak and usak are one.

const APOSTROPHES = /['`]/g;
const WORD = /[a-z0-9]+/g;
const SPACE = /\s+/u;
const TELLING = /[əıçşğ]/u;
const COMBINING_DOT = "\u0307";

function letters(text, table) {
  let folded = "";
  for (const letter of text) {
    if (letter < "\u0080") folded += letter.toLowerCase();
    else if (letter !== COMBINING_DOT) folded += table[letter] ?? plain(letter);
  }
  return folded;
}

// Letters that are none of ASCII with a mark, for where there is no table.
const WITHOUT_MARKS = { ı: "i", ß: "ss", ə: "e", Ə: "e", ø: "o", Ø: "o", ł: "l", Ł: "l", đ: "d", Đ: "d", æ: "ae", Æ: "ae" };

// A letter that the table does not know: without its marks, if it is a letter of ASCII then; else a gap.
function plain(letter) {
  if (WITHOUT_MARKS[letter]) return WITHOUT_MARKS[letter];
  const bare = letter.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return /^[a-z0-9]+$/.test(bare) ? bare : "";
}

export function wordsOf(text, table) {
  return letters(text.normalize("NFC"), table).replace(APOSTROPHES, "").match(WORD) ?? [];
}

export function fold(text, table) {
  return wordsOf(text, table).join(" ");
}

// Other spellings of a word: what others write for letters that they lack.
function otherForms(chunk, table, others) {
  if (!/[^\x00-\x7f]/.test(chunk)) return [];
  const telling = TELLING.test(chunk.toLowerCase());
  const lower = chunk.normalize("NFC").replaceAll("I", telling ? "ı" : "i").replaceAll("İ", "i").toLowerCase();
  const found = new Set();
  others.forEach((spelling, number) => {
    if (number > 0 && !TELLING.test(lower)) return;
    const spelt = [...lower].map((letter) => spelling[letter] ?? letter).join("");
    for (const word of wordsOf(spelt, table)) found.add(word);
  });
  const own = new Set(wordsOf(chunk, table));
  return [...found].filter((form) => !own.has(form));
}

export function forms(text, table, others) {
  const chunks = text.split(SPACE).filter(Boolean);
  return [...wordsOf(text, table), ...chunks.flatMap((chunk) => otherForms(chunk, table, others))].join(" ");
}
