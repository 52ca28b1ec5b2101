// Words selected in the text are chosen in the form: the numbers of their sentences, and the words to the letter when
// they are a part of one sentence. Without this script, and by keyboard, people type the numbers and copy the words.

const WAIT = 250; // milliseconds after the last change, so that nothing is said while somebody still drags

const text = document.querySelector("[data-sentences]");
const said = document.querySelector("[data-selected]");
const [first, last, exact] = ["first", "last", "exact"].map((name) => document.getElementById(`id_${name}`));

function selectedIn(element, range) {
  if (!range.intersectsNode(element)) {
    return "";
  }
  const inside = document.createRange();
  inside.selectNodeContents(element);
  if (range.compareBoundaryPoints(Range.START_TO_START, inside) > 0) {
    inside.setStart(range.startContainer, range.startOffset);
  }
  if (range.compareBoundaryPoints(Range.END_TO_END, inside) < 0) {
    inside.setEnd(range.endContainer, range.endOffset);
  }
  return inside.toString().trim();
}

function choose() {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !text.contains(selection.anchorNode)) {
    return;
  }
  const range = selection.getRangeAt(0);
  const chosen = [...text.querySelectorAll("[data-sentence]")]
    .map((element) => ({ element, words: selectedIn(element, range) }))
    .filter(({ words }) => words);
  if (!chosen.length) {
    return;
  }
  const numbers = chosen.map(({ element }) => element.dataset.sentence);
  first.value = numbers[0];
  last.value = numbers.at(-1);
  const isPart = chosen.length === 1 && chosen[0].words !== chosen[0].element.textContent.trim();
  exact.value = isPart ? chosen[0].words : "";
  said.textContent =
    numbers.length === 1
      ? `Sentence ${numbers[0]}${isPart ? ", some of its words," : ""} is chosen in the form below.`
      : `Sentences ${numbers[0]} to ${numbers.at(-1)} are chosen in the form below.`;
}

if (text && said && first && last && exact) {
  let waiting;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(choose, WAIT);
  });
}
