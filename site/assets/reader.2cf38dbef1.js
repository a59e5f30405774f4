// What makes reading easier. A page is whole without it, and what it keeps stays in the browser.

const first = (selector) => document.querySelector(selector);
const says = first("script[data-home]").dataset;
const root = document.documentElement;
const { lang, dir } = root;
const main = first("main");
const find = (selector, place = document) => [...place.querySelectorAll(selector)];
const isModified = (event) => event.ctrlKey || event.metaKey || event.altKey;
const boxOf = (element) => element.getBoundingClientRect();
const textOf = (element) => element?.textContent.trim() ?? "";
const dated = (words, time) =>
  words.replace("{date}", new Date(time).toLocaleString(lang, { dateStyle: "medium", timeStyle: "short" }));

function make(name, facts, ...parts) {
  const made = Object.assign(document.createElement(name), facts);
  made.append(...parts);
  return made;
}

const button = (text, onclick) => make("button", { onclick }, text);
const line = (...parts) => make("div", { className: "tools" }, ...parts);

function tell(...parts) {
  const told = line(...parts);
  main.querySelector("header")?.after(told);
  return told;
}

// Storage: a value a site, since sites can share a host. A browser may refuse it.

const KEY = `briefgen ${says.home}`;

function kept() {
  try {
    return { ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    return {};
  }
}

function keep(change) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...kept(), ...change }));
    return true;
  } catch {
    return false;
  }
}

const canKeep = keep({});

// The line of regions shows the current one.

first(".rail [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// Paper says when it was printed.

addEventListener("beforeprint", () => (root.dataset.printed = dated(says.printed, Date.now())));

// Copy, share, cite: with addresses of the published site.

const published = first("link[rel=canonical]")?.href ?? location.href;
const address = (link) => new URL(link.getAttribute("href"), published).href;

function source(row) {
  const names = find("cite > bdi, a > bdi", row).map(textOf).join(" – ") || textOf(row);
  return ["-", names, row.querySelector("a.original")?.href].join(" ").trim();
}

function citation(text, title, url) {
  const all = find(".sources > li", text);
  const sources = all.length ? all : find(".source-line, .meta:has(> a)", text);
  const site = textOf(first(".nameplate"));
  const day = textOf(first(".opening :is(h1, .crumbs) time"));
  const heading = sources.length ? [`${says.sources}:`] : [];
  return [title, `${site} – ${day}`, url, ...heading, ...sources.map(source)].join("\n");
}

function tools(link) {
  const text = link.closest("article");
  const headline = text.querySelector(".card > .headline > a");
  const title = textOf(headline ?? text.querySelector("h1"));
  const url = address(link);
  const status = make("span", { role: "status" });
  const copy = async (said) => {
    status.textContent = "";
    try {
      await navigator.clipboard.writeText(said);
      status.textContent = says.copied;
    } catch {
      status.textContent = `${says.byHand}\n${said}`;
    }
  };
  return line(
    button(says.copy, () => copy(url)),
    navigator.share ? button(says.share, () => navigator.share({ title, url }).catch(() => {})) : "",
    button(says.cite, () => copy(citation(text, title, address(headline ?? link)))),
    status,
  );
}

for (const link of find("article a.permalink")) {
  let shown;
  link.ariaExpanded = false;
  link.addEventListener("click", (event) => {
    if (isModified(event) || event.shiftKey) return;
    event.preventDefault();
    link.ariaExpanded = !shown?.isConnected;
    if (shown?.isConnected) return shown.remove();
    shown ??= tools(link);
    link.closest(".meta").after(shown);
  });
}

// Where one stopped: a headline or how a paragraph begins, since texts change.

const hint = (block) => textOf(block.querySelector(".headline > a") ?? block).slice(0, 60);
const blocks = find(".article > .body > *, .items article.card").filter(hint);
const places = () => [kept().places].flat().filter((place) => place?.path && place.text);
const isHere = ({ path }) => path === location.pathname;

function resume() {
  const place = places().find(isHere);
  const block = place && blocks.find((one) => hint(one) === place.text);
  if (!block) return;
  block.id ||= "_place";
  tell(make("a", { href: `#${encodeURIComponent(block.id)}` }, says.resume));
}

function leave() {
  if (document.visibilityState !== "hidden" || main.scrollHeight < 2 * innerHeight) return;
  const block = blocks.findLast((one) => boxOf(one).top < innerHeight / 3);
  const isRead = boxOf(blocks.at(-1)).bottom < innerHeight;
  const here = !block || block === blocks[0] || isRead ? [] : [{ path: location.pathname, text: hint(block) }];
  keep({ places: [...here, ...places().filter((place) => !isHere(place))].slice(0, 20) });
}

if (canKeep && blocks.length) {
  resume();
  addEventListener("scroll", () => document.addEventListener("visibilitychange", leave), { once: true });
}

// Switches in the menu.

function choice(checked, text, change) {
  const box = make("input", { type: "checkbox", checked, onchange: () => change(box.checked) });
  first(".menu > nav")?.append(make("label", {}, box, " ", text));
  return box;
}

// Keys: where they write another script than Latin, their places count.

const CODES = { KeyJ: "j", KeyK: "k", KeyN: "n", KeyP: "p", Slash: "/" };
const FIELDS = "input:not([type=checkbox]), textarea, select, [contenteditable]";
const follow = (rel) => first(`main a[rel~=${rel}]`)?.click();

function step(by) {
  const stops = find("main .headline > a").filter((link) => link.getClientRects().length);
  let at = stops.findIndex((link) => link.closest("article, li")?.contains(document.activeElement));
  if (at >= 0) at += by;
  else at = by > 0 ? stops.findIndex((link) => boxOf(link).top > 0) : stops.findLastIndex((link) => boxOf(link).top < 0);
  stops[at]?.focus({ preventScroll: true });
  stops[at]?.scrollIntoView({ block: "center" });
}

function search() {
  const field = first("form.search:not([hidden]) input");
  if (field) field.focus();
  else location.assign(`${says.search}#_q`);
}

const DONE = { j: () => step(1), k: () => step(-1), n: () => follow("next"), p: () => follow("prev") };
if (says.search) DONE["/"] = search;

const keys = choice(kept().keys !== false, says.keys, (isOn) => keep({ keys: isOn }));
addEventListener("keydown", (event) => {
  if (!keys.checked || isModified(event) || event.target.closest?.(FIELDS)) return;
  const { key, code, shiftKey } = event;
  const done = DONE[key > "~" && !shiftKey ? CODES[code] : key];
  if (!done) return;
  event.preventDefault();
  done();
});
if (location.hash === "#_q") addEventListener("DOMContentLoaded", () => document.getElementById("_q")?.focus());

// What is new since the last visit; half an hour without a page ends one.

const PAUSE = 30 * 60 * 1000;
let marks = [];

function visit() {
  const { seen, since } = kept();
  const now = Date.now();
  const last = now - seen < PAUSE ? since : seen;
  keep({ marks: true, seen: now, since: last });
  return last;
}

function mark(since) {
  let count = 0;
  for (const card of find("article[data-new]")) {
    const kind = ["new", "corrected", "updated"].find((one) => Date.parse(card.dataset[one]) > since);
    if (!kind) continue;
    count += 1;
    // The briefing may say so already.
    if (find(".badge", card).some((badge) => textOf(badge) === says[kind])) continue;
    marks.push(make("strong", { className: "badge" }, make("bdi", { lang, dir }, says[kind])));
    card.querySelector(".headline").prepend(marks.at(-1));
  }
  if (!count) return;
  const words = dated(says.since, since).replace("{n}", count.toLocaleString(lang));
  marks.push(tell(words, button(says.off, unmark)));
}

function unmark() {
  for (const one of marks) one.remove();
  keep({ marks: false, seen: undefined, since: undefined });
  marking.checked = false;
}

const marking = canKeep && choice(kept().marks !== false, says.marks, (isOn) => (isOn ? visit() : unmark()));
if (marking.checked) mark(visit());
