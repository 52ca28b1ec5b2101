// Questions asked of a page by browser_checks.py. Plain functions; nothing here touches the page but `rememberLooks`, which marks elements.

const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex='-1'])";

const name = (element) => {
  const words = (element.getAttribute("aria-label") || element.textContent || element.getAttribute("name") || "").trim().replace(/\s+/g, " ");
  const spot = element.id || [...document.querySelectorAll(FOCUSABLE)].indexOf(element);
  return `<${element.tagName.toLowerCase()} ${element.getAttribute("name") || spot}> ${words.slice(0, 60)} (${spot})`;
};
const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 0;
const shownFocusable = () => [...document.querySelectorAll(FOCUSABLE)].filter((e) => shown(e) && !e.disabled && e.tabIndex >= 0);

const colour = (text) => {
  const numbers = (text.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
  return { r: numbers[0], g: numbers[1], b: numbers[2], a: numbers.length > 3 ? numbers[3] : 1 };
};
const over = (top, bottom) => ({
  r: top.r * top.a + bottom.r * (1 - top.a),
  g: top.g * top.a + bottom.g * (1 - top.a),
  b: top.b * top.a + bottom.b * (1 - top.a),
  a: 1,
});
const groundOf = (element) => {
  const layers = [];
  for (let e = element; e; e = e.parentElement) layers.push(colour(getComputedStyle(e).backgroundColor));
  return layers.reverse().reduce((below, layer) => over(layer, below), { r: 255, g: 255, b: 255, a: 1 });
};
const light = ({ r, g, b }) => {
  const [x, y, z] = [r, g, b].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
};
const contrast = (one, other) => {
  const [low, high] = [light(one), light(other)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};

// A radio or checkbox is drawn by its label: the box itself is see-through.
const drawnBy = (element) => {
  const label = getComputedStyle(element).opacity === "0" && element.labels?.[0];
  return label ? { element: label, style: getComputedStyle(label, "::before") } : { element, style: getComputedStyle(element) };
};

const edges = () => {
  const pressable = "input:not([type=hidden]), select, textarea, button, .govuk-button, [role=button]";
  return [...document.querySelectorAll(pressable)].filter((e) => shown(e) && !e.disabled).flatMap((e) => {
    const { element, style } = drawnBy(e);
    const around = groundOf(element.parentElement);
    const edge = parseFloat(style.borderTopWidth) >= 1 && style.borderTopStyle !== "none" ? colour(style.borderTopColor) : { a: 0, r: 0, g: 0, b: 0 };
    const best = Math.max(contrast(over(edge, around), around), contrast(over(colour(style.backgroundColor), around), around));
    return best >= 3 ? [] : [`${name(e)} has an edge of ${best.toFixed(2)}:1`];
  });
};

const withinSentence = (element) => {
  if (getComputedStyle(element).display !== "inline") return false;
  const around = [...element.parentElement.childNodes].filter((n) => n !== element).map((n) => n.textContent.trim()).join("");
  return around.length > 0;
};
const targets = () =>
  shownFocusable().filter((e) => !withinSentence(e) && !e.classList.contains("govuk-skip-link")).flatMap((e) => {
    const box = e.getBoundingClientRect();
    const label = e.labels?.[0]?.getBoundingClientRect();
    const small = (b) => b.width < 23.9 || b.height < 23.9;
    const tickable = e.type === "checkbox" || e.type === "radio";
    return small(box) && !(tickable && label && !small(label)) ? [`${name(e)} is ${Math.round(box.width)} by ${Math.round(box.height)}`] : [];
  });

const headings = () => {
  const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(shown).map((h) => [Number(h.tagName[1]), h.textContent.trim()]);
  const problems = [];
  const tops = levels.filter(([level]) => level === 1).length;
  if (tops !== 1) problems.push(`${tops} headings of the first level`);
  const ordered = levels.filter(([, text]) => text !== document.querySelector(".govuk-error-summary__title")?.textContent.trim());
  if (ordered.length && ordered[0][0] !== 1) problems.push(`the first heading is of level ${ordered[0][0]}: ${ordered[0][1]}`);
  ordered.forEach(([level, text], i) => {
    if (i && level > ordered[i - 1][0] + 1) problems.push(`level ${level} follows level ${ordered[i - 1][0]}: ${text}`);
  });
  return problems;
};

const boxesWithoutReaders = () => {
  const ownWords = "textarea, input[type=text]:not([inputmode=numeric]):not([autocomplete])";
  const said = (e) => (e.getAttribute("aria-describedby") || "").split(/\s+/).some((id) => document.getElementById(id)?.classList.contains("leap-readers"));
  return [...document.querySelectorAll(ownWords)].filter((e) => shown(e) && !said(e)).map((e) => `${name(e)} does not say who can read it`);
};

const tooWide = (limit) => {
  if (document.documentElement.scrollWidth <= limit) return [];
  const wide = [...document.body.querySelectorAll("*")].filter((e) => shown(e) && e.getBoundingClientRect().right > limit + 1).slice(0, 5);
  return [`the page is ${document.documentElement.scrollWidth} wide in a window of ${limit}`, ...wide.map((e) => `${name(e)} sticks out`)];
};

const LOOKS = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderTopColor", "borderTopWidth", "backgroundColor", "color"];
const look = (element) => {
  const { style } = drawnBy(element);
  return { ...Object.fromEntries(LOOKS.map((key) => [key, style[key]])), tiny: element.getBoundingClientRect().width <= 2 };
};
const rememberLooks = () => {
  window.looksBefore = new Map(shownFocusable().map((e) => [e, look(e)]));
};
const shadowColours = (text) => (text.match(/rgba?\([^)]*\)/g) || []).map(colour);

const focusShows = (element) => {
  const was = window.looksBefore.get(element);
  const now = look(element);
  const around = groundOf(drawnBy(element).element.parentElement);
  const own = over(colour(now.backgroundColor), around);
  const strong = (c, ...grounds) => c.a > 0 && grounds.some((ground) => contrast(over(c, ground), ground) >= 3);
  const outlined = now.outlineStyle !== "none" && parseFloat(now.outlineWidth) >= 2 && strong(colour(now.outlineColor), around);
  const outlineNew = !was || ["outlineStyle", "outlineWidth", "outlineColor"].some((key) => was[key] !== now[key]);
  const shadowed = (!was || was.boxShadow !== now.boxShadow) && shadowColours(now.boxShadow).some((c) => strong(c, around, own));
  const changed = (key) => was && was[key] !== now[key] && contrast(over(colour(now[key]), around), over(colour(was[key]), around)) >= 3;
  const appeared = was?.tiny && !now.tiny && contrast(own, over(colour(now.color), own)) >= 3;
  return appeared || (outlined && outlineNew) || shadowed || changed("backgroundColor") || (changed("borderTopColor") && parseFloat(now.borderTopWidth) >= 2);
};

const covered = (element) => {
  const { element: drawn } = drawnBy(element);
  const box = drawn.getBoundingClientRect();
  const x = Math.min(Math.max(box.left + Math.min(box.width / 2, 20), 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  return !(top && (element.contains(top) || drawn.contains(top) || top.contains(element)));
};

const focusStop = () => {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const problems = [];
  const box = element.getBoundingClientRect();
  if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) problems.push(`${name(element)} has the focus outside the window`);
  else if (covered(element)) problems.push(`${name(element)} is covered when it has the focus`);
  if (!focusShows(element)) problems.push(`${name(element)} does not show that it has the focus`);
  return { name: name(element), problems };
};
