(() => {
  // What is drawn of the schedule that is open: where texts, boxes and the ends of arrows are.
  const svg = document.querySelector(".card svg.lanes");
  const all = selector => [...svg.querySelectorAll(selector)];
  const number = (node, name) => Number(node.getAttribute(name));
  const rect = node => ["x", "y", "width", "height"].map(name => number(node, name));
  const ends = node => [0, node.getTotalLength()].flatMap(at => {
    const {x, y} = node.getPointAtLength(at);
    return [x, y];
  });
  const lines = node => ({kind: node.getAttribute("class"), ends: ends(node), tip: Boolean(node.getAttribute("marker-end")), begins: Boolean(node.getAttribute("marker-start"))});
  return {
    guides: all(".guide").map(node => number(node, "x1")),
    rows: Object.fromEntries(all(".number").map(node => [node.textContent, number(node, "y") - 4])),
    boxes: all(".box").map(node => ({kind: node.getAttribute("class").split(" ").slice(1), rect: rect(node.querySelector("rect")), text: node.textContent})),
    touched: all(".touched").map(node => ({kind: node.getAttribute("class").split(" ")[1], rect: rect(node)})),
    wires: all(".wire").map(lines),
    bows: all(".stale").map(lines),
    lanes: Object.fromEntries(all(".lane").map(node => [node.getAttribute("class").split(" ")[1], number(node, "x1")])),
    texts: all("text").map(node => {
      const {x, y, width, height} = node.getBBox();
      return {kind: node.getAttribute("class") || "", text: node.textContent, rect: [x, y, width, height]};
    }),
    size: rect(svg).slice(2),
  };
})()
