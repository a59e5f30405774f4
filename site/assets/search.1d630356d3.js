// The search page. Nothing is loaded before a reader goes to the field; what is found is shown as text, never as markup.

// One form for letters of Arabic script that writers use for one another; texts were folded alike when they were indexed.
const FOLDS = [
  [/[\u0640\u064b-\u065f\u0670\u06d6-\u06ed]/g, ""],
  [/[\u0622\u0623\u0625\u0671]/g, "\u0627"],
  [/\u0624/g, "\u0648"],
  [/[\u0626\u0649\u06cc]/g, "\u064a"],
  [/\u0629/g, "\u0647"],
  [/\u06a9/g, "\u0643"],
];
// Runs of scripts without spaces are searched as pairs of characters, the last one alone.
const RUN = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]+/gu;
const PAGE = 20;
const PAUSE = 200;

const form = document.querySelector("form.search");
const field = form.querySelector("input");
const status = form.querySelector("[role=status]");
const list = document.querySelector("ol.results");
const more = document.querySelector("button.more");

function pairs(run) {
  const letters = [...run];
  return ` ${letters.map((letter, at) => letter + (letters[at + 1] ?? "")).join(" ")} `;
}

const fold = (text) => FOLDS.reduce((folded, [found, put]) => folded.replace(found, put), text).replace(RUN, pairs);

// One engine a language, since each has word forms of its own; the pieces of a language are one index for its engine.
// The program keeps one engine in its module, so each language has to load it from its own address.
async function open(places) {
  const [first, ...others] = places;
  const { createInstance } = await import(`${first}pagefind.js`);
  const engine = createInstance({ basePath: first, baseUrl: "/", noWorker: true });
  await engine.init();
  await Promise.all(others.map((place) => engine.mergeIndex(place)));
  return engine;
}

let engines;
function load() {
  engines ??= Promise.all([...form.querySelectorAll("[data-indexes]")].map((one) => open(one.dataset.indexes.split(" "))));
  // A network that failed may be back for the next word.
  engines.catch(() => (engines = undefined));
  return engines;
}

function element(name, text, facts = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(facts)) if (value) made.setAttribute(key, value);
  return made;
}

function item({ meta }) {
  const line = document.createElement("li");
  const headline = element("h2", "", { class: "headline", lang: meta.lang, dir: meta.dir });
  headline.append(element("a", meta.title, { href: meta.href }));
  const facts = element("p", "", { class: "meta" });
  for (const text of [meta.region, meta.date, meta.source]) {
    if (!text) continue;
    const fact = document.createElement("span");
    fact.append(element("bdi", text));
    facts.append(fact, " ");
  }
  line.append(headline);
  if (meta.summary) line.append(element("p", meta.summary, { class: "lede", lang: meta.lang, dir: meta.dir }));
  line.append(facts);
  return line;
}

let turn = 0;
let waiting = [];
async function show(mine) {
  const next = waiting.splice(0, PAGE);
  const read = await Promise.all(next.map((result) => result.data()));
  if (mine !== turn) return;
  list.append(...read.map(item));
  more.hidden = !waiting.length;
}

async function search() {
  const mine = ++turn;
  const words = fold(field.value).trim();
  try {
    const answers = words ? await Promise.all((await load()).map((engine) => engine.search(words))) : [];
    if (mine !== turn) return;
    waiting = answers.flatMap((answer) => answer.results).sort((one, other) => other.score - one.score);
    const found = form.dataset.found.replace("{n}", waiting.length.toLocaleString(document.documentElement.lang));
    status.textContent = words ? (waiting.length ? found : form.dataset.none) : "";
    list.replaceChildren();
    more.hidden = true;
    await show(mine);
  } catch (error) {
    status.textContent = form.dataset.failed;
    console.error(error);
  }
}

let timer;
field.addEventListener("focus", () => load().catch(() => {}), { once: true });
field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(search, PAUSE);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  search();
});
more.addEventListener("click", () => show(turn));

form.hidden = false;
field.value = new URLSearchParams(location.search).get("q") ?? "";
if (field.value) search();
