// Tabs, keys, addresses and colours.

const buttons = new Map([...document.querySelectorAll("button.cell")].map(button => [button.dataset.key, button]));
const cards = document.getElementById("cards");
let count = 0;

/** Told to who cannot see what happened. */
function say(text) {
  document.getElementById("said").textContent = text;
}

/** A cell's key as it stands behind # in an address. */
function address(key) {
  return encodeURIComponent(key).replaceAll("%3A", ":");
}

function opened(key) {
  return [...cards.children].find(item => item.dataset.key === key);
}

/** The address of the page and, for the way back, which cards are open. */
function remember(how, key) {
  history[how]([...cards.children].map(item => item.dataset.key), "", key ? `#${address(key)}` : "#verdicts");
}

/** The card of a cell, on top of the others if it is new. */
function added(key) {
  const button = buttons.get(key), known = opened(key);
  if (known) return known;
  count += 1;
  const article = card(key, count);
  article.querySelector(".close").addEventListener("click", () => close(article));
  article.addEventListener("keydown", event => {
    if (event.key === "Escape") close(article);
  });
  cards.prepend(article);
  button.setAttribute("aria-expanded", "true");
  button.setAttribute("aria-controls", article.id);
  return article;
}

function removed(article) {
  const button = buttons.get(article.dataset.key);
  article.remove();
  button.setAttribute("aria-expanded", "false");
  button.removeAttribute("aria-controls");
  return button;
}

function open(key, how = "pushState") {
  const button = buttons.get(key), article = added(key);
  select(button.closest("section.model"));
  rove(button);
  remember(location.hash === `#${address(key)}` ? "replaceState" : how, key);
  article.scrollIntoView({block: "start"});
  article.querySelector("h3").focus({preventScroll: true});
  say(`Opened ${key}`);
}

/** Back to the cell in its table. */
function back(button) {
  select(button.closest("section.model"));
  rove(button);
  button.focus({preventScroll: true});
  button.scrollIntoView({block: "nearest", inline: "nearest"});
}

function close(article) {
  const button = removed(article);
  remember("replaceState", cards.firstElementChild?.dataset.key);
  back(button);
  say(`Closed ${article.dataset.key}`);
}

/** Of all cells of a table one is reached by the tab key; arrows go on from there. */
function rove(button) {
  for (const other of button.closest("table").querySelectorAll("button.cell")) other.tabIndex = other === button ? 0 : -1;
}

/** The next cell that can be opened in a direction. */
function beyond(button, down, right) {
  const rows = [...button.closest("tbody").rows].map(row => [...row.cells].map(cell => cell.querySelector("button")));
  const cell = button.closest("td");
  let row = cell.parentElement.sectionRowIndex + down, column = cell.cellIndex + right;
  while (rows[row]?.[column] === null) [row, column] = [row + down, column + right];
  return rows[row]?.[column];
}

const MOVES = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]};

function moved(event) {
  const button = event.target.closest("button.cell");
  if (!button || event.altKey || event.metaKey) return;
  let next = null;
  if (MOVES[event.key]) next = beyond(button, ...MOVES[event.key]);
  else if (event.key === "Home" || event.key === "End") {
    const among = [...(event.ctrlKey ? button.closest("tbody") : button.closest("tr")).querySelectorAll("button.cell")];
    next = among.at(event.key === "Home" ? 0 : -1);
  } else if (event.key === "Escape" && opened(button.dataset.key)) close(opened(button.dataset.key));
  else return;
  event.preventDefault();
  if (!next) return;
  rove(next);
  next.focus();
}

/** Tabs, where there is more than one memory model. */
const panels = [...document.querySelectorAll("section.model")];
const tabs = new Map();

function select(panel) {
  if (!tabs.size) return;
  for (const [other, tab] of tabs) {
    other.hidden = other !== panel;
    tab.setAttribute("aria-selected", other === panel);
    tab.tabIndex = other === panel ? 0 : -1;
  }
}

function tabbed() {
  const list = document.querySelector(".tabs");
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", "Memory model");
  for (const panel of panels) {
    const title = panel.querySelector("h3");
    const tab = make("button", {type: "button", role: "tab", id: `${title.id}-tab`, "aria-controls": `${title.id}-panel`}, panel.dataset.model);
    title.classList.add("hidden");
    panel.id = `${title.id}-panel`;
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    tabs.set(panel, tab);
    tab.addEventListener("click", () => select(panel));
  }
  list.append(...tabs.values());
  list.addEventListener("keydown", event => {
    const all = [...tabs.values()], at = all.indexOf(event.target);
    const next = {ArrowLeft: all.at(at - 1), ArrowRight: all[(at + 1) % all.length], Home: all[0], End: all.at(-1)}[event.key];
    if (!next) return;
    event.preventDefault();
    next.click();
    next.focus();
  });
  list.hidden = false;
  select(panels[0]);
}

/** What stands behind # in an address; empty if it cannot be read. */
function named(hash) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return "";
  }
}

/** The cell, or the schedule of the history, that the address names. */
function arrived() {
  const name = named(location.hash);
  if (buttons.has(name)) open(name, "replaceState");
  const button = document.getElementById(name)?.querySelector(".entry > .show[aria-expanded=false]");
  if (button) toggled(button);
}

/** Back or forth: the cards that were open then. */
function returned(event) {
  if (!Array.isArray(event.state)) return arrived();
  const closed = [...cards.children].filter(item => !event.state.includes(item.dataset.key)).map(removed);
  for (const key of [...event.state].reverse()) added(key);
  const name = named(location.hash);
  if (buttons.has(name)) open(name, "replaceState");
  else if (closed.length) back(closed[0]);
}

/** A schedule of the history, below its button. */
function toggled(button) {
  const {drawing, replay, title} = button.dataset;
  const shown = button.nextElementSibling;
  if (shown) shown.remove();
  else button.after(schedule(Number(drawing), replay, title));
  button.setAttribute("aria-expanded", String(!shown));
  button.firstChild.textContent = shown ? "Show the schedule" : "Hide the schedule";
}

const THEMES = ["as the system", "light", "dark"];

function themed(button) {
  const next = THEMES[(THEMES.indexOf(button.textContent.split(": ")[1]) + 1) % THEMES.length];
  document.documentElement.dataset.theme = next;
  button.textContent = `Colours: ${next}`;
}

document.addEventListener("click", event => {
  const key = named(event.target.closest("a[href^='#']")?.hash ?? "");
  if (buttons.has(key)) {
    event.preventDefault();
    open(key);
  }
  const button = event.target.closest("button");
  if (button?.matches(".cell")) opened(button.dataset.key) ? close(opened(button.dataset.key)) : open(button.dataset.key);
  else if (button?.matches(".show")) toggled(button);
  else if (button?.id === "theme") themed(button);
});
document.addEventListener("keydown", moved);
addEventListener("popstate", returned);
for (const table of document.querySelectorAll("table.heat")) {
  const first = table.querySelector("button.cell");
  if (first) rove(first);
}
for (const button of buttons.values()) button.setAttribute("aria-expanded", "false");
for (const item of document.querySelectorAll("button.show, #theme, .with-script")) item.hidden = false;
if (panels.length > 1) tabbed();
history.replaceState([], "");
arrived();
