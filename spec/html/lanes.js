// A schedule as lanes: time down, the writer left, the reader right, shared memory between them.

/** An element of the page: attributes as they are written, children as nodes or plain text. */
function make(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** The same for SVG. */
function draw(name, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const LETTER = 7.3, ROW = 28, TOP = 44, SLOT = 24, GAP = 34, BOX = 20;
let drawn = 0;

/** Where everything stands: from the widths of the texts, which are in one fixed-width font. */
function layout({heads, rows}) {
  const last = heads.length - 1;
  const longest = column => Math.max(heads[column].length, ...rows.map(row => row[column].length)) * LETTER;
  const writer = 42 + longest(1) + 14;
  const columns = new Map();
  let x = writer + GAP;
  for (let column = 2; column < last - 1; column++) {
    const tokens = rows.map(row => row[column].split(" "));
    const slots = Math.max(...tokens.map(some => some.length));
    const width = Math.max(SLOT, Math.max(...tokens.flat().map(token => token.length)) * LETTER + 12);
    const room = Math.max(slots * width, heads[column].length * LETTER);
    columns.set(column, {x, width, slots, room});
    x += room + 18;
  }
  const reader = x + GAP - 18;
  const visited = reader + 14 + longest(last - 1) + 18;
  return {writer, reader, visited, columns, width: visited + longest(last) + 8, height: TOP + (rows.length - 1) * ROW + 20};
}

/** One slot of an array, or a mask: a box with what is in it. */
function box(place, slot, y, text, kind) {
  const group = draw("g", {class: `box ${kind}`});
  const x = place.x + slot * place.width + 2;
  group.append(draw("rect", {x, y: y - BOX / 2, width: place.width - 4, height: BOX, rx: 3}));
  group.append(draw("text", {x: x + place.width / 2 - 2, y: y + 4, "text-anchor": "middle"}, text));
  return group;
}

/** From a lane to the box that is touched: a store points at it, a load at the reader. */
function wire(at, place, slot, y, writes) {
  const left = place.x + slot * place.width + 2, right = left + place.width - 4;
  const path = writes ? `M${at.writer + 7} ${y}H${left - 2}` : `M${right + 2} ${y}H${at.reader - 8}`;
  return draw("path", {class: `wire ${writes ? "writer" : "reader"}`, d: path, "marker-end": `url(#tip-${drawn})`});
}

/** The load reads from something else than the last store: a bow from there. */
function bow(at, plan, from, to) {
  const touch = (plan.touched[to] || [])[0];
  const source = (plan.touched[from] || []).find(other => touch && other[0] === touch[0] && other[1] === touch[1]) || (from ? null : touch);
  const place = source && at.columns.get(source[0]);
  const x = place ? place.x + (source[1] + 1) * place.width : at.writer + 8;
  const y = TOP + from * ROW, end = TOP + to * ROW, tip = at.reader - 8;
  const bend = Math.max(40, (tip - x) * 0.6);
  const path = `M${x} ${y}C${x + bend} ${y} ${tip - bend} ${end} ${tip} ${end}`;
  return draw("path", {class: "stale", d: path, "marker-end": `url(#tip-${drawn})`});
}

/** Every row: who moves, what is touched, what memory holds where it changes. */
function* steps(plan, at) {
  const last = plan.heads.length - 1, stale = new Set(plan.reads.map(read => read[0]));
  let before = plan.heads.map(() => []);
  for (const [number, row] of plan.rows.entries()) {
    const y = TOP + number * ROW, writes = row[1] !== "", reads = row[last - 1] !== "";
    const touches = plan.touched[number] || [];
    if (row[0]) yield draw("text", {class: "number", x: 32, y: y + 4, "text-anchor": "end"}, row[0]);
    // Behind the boxes that it passes.
    if (!stale.has(number)) for (const [column, slot] of touches) yield wire(at, at.columns.get(column), slot, y, writes);
    for (const [column, place] of at.columns) {
      const tokens = row[column] ? row[column].split(" ") : [];
      for (const [slot, token] of tokens.entries()) {
        const fresh = number > 0 && before[column][slot] !== token;
        yield box(place, slot, y, token, fresh ? "changed" : "kept");
      }
      if (tokens.length) before[column] = tokens;
    }
    for (const [column, slot, word, text] of touches) {
      const place = at.columns.get(column), side = writes ? "writer" : "reader", index = word === "zone_idx";
      if (stale.has(number)) continue;
      if (!row[column]) yield box(place, slot, y, index ? "idx" : text, `${side}${index ? " index" : ""}`);
      else yield draw("rect", {class: `touched ${side}`, x: place.x + slot * place.width + 1, y: y - BOX / 2 - 1, width: place.width - 2, height: BOX + 2, rx: 4});
    }
    if (writes && row[0]) yield draw("rect", {class: "node writer", x: at.writer - 5, y: y - 5, width: 10, height: 10});
    if (reads && row[0]) yield draw("circle", {class: stale.has(number) ? "node odd" : "node reader", cx: at.reader, cy: y, r: 5.5});
    if (writes) yield draw("text", {class: row[0] ? "writer" : "aside", x: at.writer - 14, y: y + 4, "text-anchor": "end"}, row[1]);
    if (reads) yield draw("text", {class: row[0] ? "reader" : "aside", x: at.reader + 14, y: y + 4}, row[last - 1]);
    if (row[last]) yield draw("text", {class: "visited", x: at.visited, y: y + 4}, row[last]);
  }
}

/** The drawing of one schedule. */
function lanes(plan, name) {
  const at = layout(plan), last = plan.heads.length - 1;
  drawn += 1;
  const svg = draw("svg", {
    class: "lanes", viewBox: `0 0 ${at.width} ${at.height}`, width: at.width, height: at.height,
    role: "img", "aria-labelledby": `title-${drawn} desc-${drawn}`,
  });
  const bottom = TOP + (plan.rows.length - 1) * ROW + 12;
  svg.append(
    draw("title", {id: `title-${drawn}`}, `Schedule of ${name}`),
    draw("desc", {id: `desc-${drawn}`}, `${plan.rows.filter(row => row[0]).length} steps, time down: writer left, shared memory in the middle, reader right. The same follows as text. ${plan.because}.`),
    draw("defs", {}, draw("marker", {id: `tip-${drawn}`, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, markerUnits: "userSpaceOnUse", orient: "auto"}, draw("path", {d: "M0 0L8 4L0 8Z", fill: "context-stroke"}))),
  );
  for (const row of plan.rows.keys()) {
    if (row % 2) svg.append(draw("rect", {class: "band", x: 0, y: TOP + row * ROW - ROW / 2, width: at.width, height: ROW}));
  }
  for (const [side, x] of [["writer", at.writer], ["reader", at.reader]]) svg.append(draw("line", {class: `lane ${side}`, x1: x, x2: x, y1: TOP - 14, y2: bottom}));
  for (const place of at.columns.values()) {
    for (let slot = 0; slot < place.slots; slot++) {
      const x = place.x + (slot + 0.5) * place.width;
      svg.append(draw("line", {class: "guide", x1: x, x2: x, y1: TOP, y2: bottom}));
    }
  }
  svg.append(
    draw("text", {class: "head", x: 32, y: 18, "text-anchor": "end"}, "step"),
    draw("text", {class: "head writer", x: at.writer + 5, y: 18, "text-anchor": "end"}, "writer"),
    draw("text", {class: "head reader", x: at.reader - 5, y: 18}, "reader"),
    draw("text", {class: "head", x: at.visited, y: 18}, "visited"),
  );
  for (const [column, place] of at.columns) svg.append(draw("text", {class: "head", x: place.x + 2, y: 18}, plan.heads[column]));
  // Behind the boxes, which stay readable where it crosses them.
  for (const [to, from] of plan.reads) svg.append(bow(at, plan, from, to));
  svg.append(...steps(plan, at));
  return svg;
}

/** The schedule as text, as the command line prints it. */
function columns({heads, rows}) {
  const widths = heads.map((_, at) => Math.max(...[heads, ...rows].map(row => [...row[at]].length)));
  const line = (cells, joint, fill) => cells.map((cell, at) => cell + fill.repeat(widths[at] - [...cell].length)).join(joint).trimEnd();
  return [line(heads, " | ", " "), line(heads.map(() => ""), "-+-", "-"), ...rows.map(row => line(row, " | ", " "))].join("\n");
}
