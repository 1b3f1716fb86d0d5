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

const LETTER = 7.3, SLOT = 24, BOX = 20;
const small = matchMedia("(max-width: 40rem)");
let drawn = 0;

/**
 * Where everything stands: from the widths of the texts, which are in one fixed-width font. Beside
 * the lanes where there is room, else above what they say it of.
 */
function layout({heads, rows}) {
  const last = heads.length - 1, narrow = small.matches;
  const longest = column => Math.max(heads[column].length, ...rows.map(row => row[column].length)) * LETTER;
  const top = narrow ? 54 : 44, row = narrow ? 46 : 28, above = narrow ? 31 : 14;
  const writer = narrow ? 32 : 42 + longest(1) + 14, gap = narrow ? 20 : 34;
  const columns = new Map();
  let x = writer + gap;
  for (let column = 2; column < last - 1; column++) {
    const tokens = rows.map(row => row[column].split(" "));
    const slots = Math.max(...tokens.map(some => some.length));
    const width = Math.max(SLOT, Math.max(...tokens.flat().map(token => token.length)) * LETTER + 12);
    columns.set(column, {x, width, slots});
    x += Math.max(slots * width, heads[column].length * LETTER) + 18;
  }
  const reader = x + gap - 18;
  const visited = reader + 14 + (narrow ? 0 : longest(last - 1) + 18);
  const beside = visited + longest(last) + 8;
  const width = narrow ? Math.max(beside, longest(1) + 46, longest(last - 1) + 12) : beside;
  return {narrow, top, row, above, writer, reader, visited, columns, width, height: top + (rows.length - 1) * row + 20};
}

/** The left edge of a box. */
const edge = (place, slot) => place.x + slot * place.width + 2;

/** One slot of an array, or a mask: a box with what is in it. */
function box(place, slot, y, text, kind) {
  const x = edge(place, slot), width = place.width - 4;
  return draw("g", {class: `box ${kind}`},
    draw("rect", {x, y: y - BOX / 2, width, height: BOX, rx: 3}),
    draw("text", {x: x + width / 2, y: y + 4, "text-anchor": "middle"}, text));
}

/** A line around a box that is there already. */
function around(place, slot, y, kind) {
  return draw("rect", {class: `touched ${kind}`, x: edge(place, slot) - 1, y: y - BOX / 2 - 1, width: place.width - 2, height: BOX + 2, rx: 4});
}

/** From a lane to the box that is touched: a store points at it, a load at the reader. */
function wire(at, place, slot, y, writes) {
  const left = edge(place, slot), right = left + place.width - 4;
  const path = writes ? `M${at.writer + 7} ${y}H${left - 2}` : `M${right + 2} ${y}H${at.reader - 8}`;
  return draw("path", {class: `wire ${writes ? "writer" : "reader"}`, d: path, "marker-end": `url(#tip-${drawn})`});
}

/** Where a load that does not read the last store reads from: a box, of the initial state if no store is named. */
function origin(plan, from, to) {
  const touch = (plan.touched[to] || [])[0];
  return (plan.touched[from] || []).find(other => touch && other[0] === touch[0] && other[1] === touch[1]) || (from ? null : touch);
}

/** A bow from there, out of the side of the box that looks towards the load. */
function bow(at, plan, from, to) {
  const source = origin(plan, from, to), place = source && at.columns.get(source[0]);
  const down = to > from ? 1 : -1, end = at.top + to * at.row, tip = at.reader - 8;
  const x = place ? edge(place, source[1]) + place.width / 2 - 2 : at.writer;
  const y = at.top + from * at.row + down * (BOX / 2 + 2);
  const path = `M${x} ${y}C${x} ${y + down * at.row} ${tip - 40} ${end} ${tip} ${end}`;
  return draw("path", {class: "stale", d: path, "marker-end": `url(#tip-${drawn})`});
}

/** Every row: who moves, what is touched, what memory holds where it changes. */
function* steps(plan, at) {
  const last = plan.heads.length - 1, stale = new Set(plan.reads.map(read => read[0]));
  let before = plan.heads.map(() => []);
  for (const [number, row] of plan.rows.entries()) {
    const y = at.top + number * at.row, writes = row[1] !== "", reads = row[last - 1] !== "";
    const touches = plan.touched[number] || [], odd = stale.has(number);
    if (row[0]) yield draw("text", {class: "number", x: at.narrow ? 22 : 32, y: y + 4, "text-anchor": "end"}, row[0]);
    // Behind the boxes that it passes.
    if (!odd) for (const [column, slot] of touches) yield wire(at, at.columns.get(column), slot, y, writes);
    for (const [column, place] of at.columns) {
      const tokens = row[column] ? row[column].split(" ") : [];
      for (const [slot, token] of tokens.entries()) {
        const fresh = number > 0 && before[column][slot] !== token;
        yield box(place, slot, y, token, fresh ? "changed" : "kept");
      }
      if (tokens.length) before[column] = tokens;
    }
    for (const [column, slot, word, text] of touches) {
      const place = at.columns.get(column), side = writes ? "writer" : odd ? "odd" : "reader", index = word === "zone_idx";
      if (!row[column]) yield box(place, slot, y, index ? "idx" : text, `${side}${index ? " index" : ""}`);
      else yield around(place, slot, y, side);
    }
    if (writes && row[0]) yield draw("rect", {class: "node writer", x: at.writer - 5, y: y - 5, width: 10, height: 10});
    if (reads && row[0]) yield draw("circle", {class: odd ? "node odd" : "node reader", cx: at.reader, cy: y, r: 5.5});
    const say = (told, side, x, anchor) => draw("text", {class: `${row[0] ? side : "aside"}${at.narrow ? " above" : ""}`, x, y: at.narrow ? y - 16 : y + 4, "text-anchor": anchor}, told);
    if (writes) yield at.narrow ? say(row[1], "writer", at.writer + 8, "start") : say(row[1], "writer", at.writer - 14, "end");
    const left = at.reader - 8 > row[last - 1].length * LETTER ? at.reader - 8 : at.width - 6;
    if (reads) yield at.narrow ? say(row[last - 1], "reader", left, "end") : say(row[last - 1], "reader", at.reader + 14, "start");
    if (row[last]) yield draw("text", {class: "visited", x: at.visited, y: y + 4}, row[last]);
  }
}

/** What stands above the lanes and the columns. */
function* titles(plan, at) {
  const line = at.narrow ? 32 : 18;
  if (!at.narrow) yield draw("text", {class: "head", x: 32, y: 18, "text-anchor": "end"}, "step");
  yield draw("text", {class: "head writer", x: at.narrow ? 4 : at.writer + 5, y: at.narrow ? 14 : 18, "text-anchor": at.narrow ? "start" : "end"}, "writer");
  yield draw("text", {class: "head reader", x: at.narrow ? at.width - 6 : at.reader - 5, y: at.narrow ? 14 : 18, "text-anchor": at.narrow ? "end" : "start"}, "reader");
  yield draw("text", {class: "head", x: at.visited, y: line}, "visited");
  for (const [column, place] of at.columns) yield draw("text", {class: "head", x: place.x + 2, y: line}, plan.heads[column]);
}

/** The drawing of one schedule. */
function lanes(plan, name) {
  const at = layout(plan);
  drawn += 1;
  const svg = draw("svg", {
    class: "lanes", viewBox: `0 0 ${at.width} ${at.height}`, width: at.width, height: at.height,
    role: "img", "aria-labelledby": `title-${drawn} desc-${drawn}`,
  });
  const bottom = at.top + (plan.rows.length - 1) * at.row + 12;
  svg.append(
    draw("title", {id: `title-${drawn}`}, `Schedule of ${name}`),
    draw("desc", {id: `desc-${drawn}`}, `${plan.rows.filter(row => row[0]).length} steps, time down: writer left, shared memory in the middle, reader right. The same follows as text. ${plan.because}.`),
    draw("defs", {}, draw("marker", {id: `tip-${drawn}`, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, markerUnits: "userSpaceOnUse", orient: "auto"}, draw("path", {d: "M0 0L8 4L0 8Z", fill: "context-stroke"}))),
  );
  for (const row of plan.rows.keys()) {
    if (row % 2) svg.append(draw("rect", {class: "band", x: 0, y: at.top + row * at.row - at.above, width: at.width, height: at.row}));
  }
  for (const [side, x] of [["writer", at.writer], ["reader", at.reader]]) svg.append(draw("line", {class: `lane ${side}`, x1: x, x2: x, y1: at.top - 14, y2: bottom}));
  for (const place of at.columns.values()) {
    for (let slot = 0; slot < place.slots; slot++) {
      const x = place.x + (slot + 0.5) * place.width;
      svg.append(draw("line", {class: "guide", x1: x, x2: x, y1: at.top, y2: bottom}));
    }
  }
  svg.append(...titles(plan, at));
  // Behind the boxes, which stay readable where it crosses them.
  for (const [to, from] of plan.reads) svg.append(bow(at, plan, from, to));
  svg.append(...steps(plan, at));
  for (const [to, from] of plan.reads) {
    const source = origin(plan, from, to);
    if (source) svg.append(around(at.columns.get(source[0]), source[1], at.top + from * at.row, "odd"));
  }
  return svg;
}

/** The drawing, made anew when there is less room, or more. */
function fitted(plan, name) {
  const frame = make("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": `Drawing of ${name}`}, lanes(plan, name));
  small.addEventListener("change", () => frame.replaceChildren(lanes(plan, name)));
  return frame;
}

/** The schedule as text, as the command line prints it. */
function columns({heads, rows}) {
  const widths = heads.map((_, at) => Math.max(...[heads, ...rows].map(row => [...row[at]].length)));
  const line = (cells, joint, fill) => cells.map((cell, at) => cell + fill.repeat(widths[at] - [...cell].length)).join(joint).trimEnd();
  return [line(heads, " | ", " "), line(heads.map(() => ""), "-+-", "-"), ...rows.map(row => line(row, " | ", " "))].join("\n");
}
