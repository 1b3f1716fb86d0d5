// What opens below the table: everything about one cell, or about one schedule.

let read = null;
/** The embedded result; read when it is first needed, so that the page opens at once. */
function embedded() {
  read ??= JSON.parse(document.getElementById("data").textContent);
  return read;
}

/** A text with a button that copies it; where that is not allowed the text is selected. */
function copyable(text, what) {
  const shown = make("pre", {tabindex: "0"}, make("code", {}, text));
  const button = make("button", {type: "button", class: "copy"}, "Copy", make("span", {class: "hidden"}, ` ${what}`));
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      say(`${what} copied`);
    } catch {
      getSelection().selectAllChildren(shown);
      say(`${what} selected`);
    }
  });
  return make("div", {class: "copyable"}, shown, button);
}

/** Names and what they stand for. */
function pairs(entries, kind) {
  const list = make("dl", {class: kind});
  for (const [name, text] of entries) list.append(make("dt", {}, name), make("dd", {}, text));
  return list;
}

/** A schedule: what it is about, the lanes, why it violates, as text, and how to run it again. */
function schedule(number, replay, name) {
  const plan = embedded().drawings[number];
  const keys = [
    ["writer", "a store, to the box it points at"],
    ["reader", "a load, from the box it comes from"],
  ];
  if (Object.values(plan.touched).flat().some(touch => touch[2] === "zone_idx")) keys.push(["index", "only the index word of the slot"]);
  if (plan.reads.length) keys.push(["odd", "a load of something else than what was stored last, and the box it comes from"]);
  const legend = make("ul", {class: "keys"}, ...keys.map(([kind, text]) => make("li", {}, make("span", {class: `key ${kind}`, "aria-hidden": "true"}), text)));
  const words = plan.rows.flatMap(row => row.slice(2, -2).flatMap(state => state.split(" ")));
  for (const [word, text] of [[".", "no zone: the end of the list"], ["x", "freed"]]) {
    if (words.includes(word)) legend.append(make("li", {}, make("code", {}, word), ` ${text}`));
  }
  const figure = make("figure", {class: "schedule"},
    pairs(plan.setting, "setting"),
    fitted(plan, name),
    legend,
    make("figcaption", {class: "because"}, make("b", {}, "Violated: "), plan.because, "."),
  );
  if (plan.reordered) figure.append(make("p", {class: "reordered"}, make("b", {}, "Reordered: "), plan.reordered, "."));
  figure.append(
    make("details", {class: "as-text"}, make("summary", {}, "The same as text"), copyable(columns(plan), "Schedule")),
    make("p", {class: "label"}, "Run it again"), copyable(replay, "Command"),
  );
  return figure;
}

/** The verdicts of a cell, a row for each kind. */
function verdicts(cell, meanings) {
  const body = make("tbody");
  const asked = embedded().cross_check || Object.values(cell.kinds).some(told => told.at(-1));
  for (const [kind, [word, expected, reason, reader, readers, second]] of Object.entries(cell.kinds)) {
    const name = make("th", {scope: "row"}, kind, make("span", {class: "muted"}, meanings[kind]));
    const verdict = make("td", {class: `word ${word}`}, word + (word === expected || word === "undecided" ? "" : " !"));
    if (reason) verdict.append(make("span", {class: "muted"}, reason));
    body.append(make("tr", {}, name, verdict, ...[expected, reader ? `${readers} (${reader})` : `${readers}`, ...(asked ? [second || "-"] : [])].map(text => make("td", {}, text))));
  }
  const heads = ["kind", "verdict", "expected", "readers", ...(asked ? ["second opinion"] : [])];
  const table = make("table", {class: "kinds"}, make("caption", {class: "hidden"}, "Verdicts by kind"), make("thead", {}, make("tr", {}, ...heads.map(head => make("th", {scope: "col"}, head)))), body);
  return make("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": "Verdicts by kind"}, table);
}

/** Everything about one cell; the close button is the caller's to wire. */
function card(key, number) {
  const {cells, kinds, properties, strategies, models} = embedded();
  const cell = cells[key], page = strategies[cell.strategy];
  const title = make("h3", {id: `card-${number}-title`, tabindex: "-1"}, make("bdi", {}, cell.strategy), `::${cell.property}`, make("span", {class: "under"}, ` under ${cell.model}`));
  const facts = make("div", {class: "facts"},
    make("p", {class: "told"}, `${cell.told}.`),
    pairs([
      ["asks", properties[cell.property]],
      ...cell.why.map(([text, names]) => [cell.why.length > 1 ? `expected, ${names.join(" ")}` : "expected", make("bdi", {}, text)]),
      ["page", make("bdi", {}, page.summary.replaceAll("``", ""))],
      ...(page.page ? [["file", make("bdi", {}, `${page.page}:${page.line}`)]] : []),
    ], "about"),
    verdicts(cell, kinds[page.moves]),
    make("p", {class: "muted"}, cell.time),
  );
  const others = models.map(model => cells[`${cell.strategy}::${cell.property}::${model}`]).filter(other => other && other !== cell);
  if (others.length) {
    facts.append(make("p", {class: "label"}, "Under the other models"), make("ul", {class: "others"}, ...others.map(other =>
      make("li", {}, make("a", {href: `#${address(`${other.strategy}::${other.property}::${other.model}`)}`}, other.model), `: ${other.told}`))));
  }
  const article = make("article", {class: "card", id: `card-${number}`, "aria-labelledby": `card-${number}-title`, "data-key": key},
    make("header", {}, title, make("button", {type: "button", class: "close"}, "Close", make("span", {class: "hidden"}, ` ${key}`))), facts);
  const name = `${cell.strategy}::${cell.property} under ${cell.model}`;
  if (cell.shown) article.append(make("div", {}, make("h4", {}, `The shortest schedule (${cell.shown.kind})`), schedule(cell.shown.drawing, cell.shown.replay, name)));
  else if (Object.values(cell.kinds).some(([word]) => word === "refuted")) facts.append(make("p", {class: "muted"}, "No schedule is shown: none was made, or it takes a second reader."));
  return article;
}
