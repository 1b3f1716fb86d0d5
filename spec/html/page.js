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

function open(key) {
  const button = buttons.get(key);
  select(button.closest("section.model"));
  let article = opened(key);
  if (!article) {
    count += 1;
    article = card(key, count);
    article.querySelector(".close").addEventListener("click", () => close(article));
    article.addEventListener("keydown", event => {
      if (event.key === "Escape") close(article);
    });
    cards.prepend(article);
    button.setAttribute("aria-expanded", "true");
    button.setAttribute("aria-controls", article.id);
  }
  rove(button);
  history.replaceState(null, "", `#${address(key)}`);
  article.scrollIntoView({block: "start"});
  article.querySelector("h3").focus({preventScroll: true});
  say(`Opened ${button.getAttribute("aria-label")}`);
}

function close(article) {
  const button = buttons.get(article.dataset.key);
  article.remove();
  button.setAttribute("aria-expanded", "false");
  button.removeAttribute("aria-controls");
  history.replaceState(null, "", "#verdicts");
  select(button.closest("section.model"));
  button.focus();
  button.scrollIntoView({block: "nearest", inline: "nearest"});
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
    const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (!step) return;
    const all = [...tabs.values()];
    const next = all.at((all.indexOf(event.target) + step) % all.length);
    next.click();
    next.focus();
  });
  list.hidden = false;
  select(panels[0]);
}

function arrived() {
  let key = "";
  try {
    key = decodeURIComponent(location.hash.slice(1));
  } catch {
    return;
  }
  if (buttons.has(key)) open(key);
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
  const button = event.target.closest("button");
  if (button?.matches(".cell")) opened(button.dataset.key) ? close(opened(button.dataset.key)) : open(button.dataset.key);
  else if (button?.matches(".show")) toggled(button);
  else if (button?.id === "theme") themed(button);
});
document.addEventListener("keydown", moved);
addEventListener("hashchange", arrived);
for (const table of document.querySelectorAll("table.heat")) {
  const first = table.querySelector("button.cell");
  if (first) rove(first);
}
for (const button of buttons.values()) button.setAttribute("aria-expanded", "false");
for (const item of document.querySelectorAll("button.show, #theme, .with-script")) item.hidden = false;
if (panels.length > 1) tabbed();
arrived();
