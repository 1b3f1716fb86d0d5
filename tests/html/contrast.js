(() => {
  // For every text that is seen: its contrast (WCAG 2), the least it must be, and what it is.
  const UNSEEN = "script, noscript, title, desc, .hidden";
  const channels = text => text.match(/[\d.]+/g).map(Number);
  const curve = value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const linear = value => curve(value / 255);
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const opaque = colour => colour.length === 3 || colour[3] === 1;
  const ground = element => {
    if (element.matches?.("svg text")) {
      const box = element.closest(".box")?.querySelector("rect");
      return box ? channels(getComputedStyle(box).fill) : ground(element.ownerSVGElement);
    }
    for (let at = element; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      if (opaque(colour)) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const element of document.querySelectorAll("body *")) {
    const told = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!told || !element.checkVisibility() || element.closest(UNSEEN)) continue;
    const style = getComputedStyle(element);
    const colour = channels(element.matches("svg text") ? style.fill : style.color);
    const [high, low] = [luminance(colour), luminance(ground(element))].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const ratio = (high + 0.05) / (low + 0.05);
    const what = `${element.tagName}.${element.getAttribute("class")} ${element.textContent}`;
    found.push([ratio, large ? 3 : 4.5, what.slice(0, 60)]);
  }
  return found;
})()
