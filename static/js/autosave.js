// The writing page saves itself. Without this script the same form works with its Save button.
// Words live in the box and on the server. What the server has not taken yet is kept on this device, sealed.

import { deviceCopy, forgetEverything } from "./device_copy.js";

const AFTER_A_PAUSE = 2000; // saved this long after the last key
const AT_THE_LATEST = 6000; // and while somebody types on and on, at least this often: with a slow answer still in ten seconds
const KEEP_ON_DEVICE = 500; // what is not saved yet is kept on this device at least this often
const WAIT_FOR_ANSWER = 15000;
const TRY_AGAIN = [2000, 4000, 8000]; // then every 8 seconds, for as long as it takes
const MOST_WHILE_LEAVING = 60000; // bytes a browser still sends from a page that is going away

const status = document.querySelector("[data-autosave-status]");
const form = status?.closest("form");

if (form) start(form);

function start(form) {
  const field = (name) => form.elements.namedItem(name);
  const typed = () => JSON.stringify([field("title").value, field("body").value, shownAs()]);
  const shownAs = () => field("written_as")?.value ?? "";

  let saved = "unsaved" in status.dataset ? "" : typed(); // after looking at it, the boxes may hold more than is saved
  let timer = 0;
  let changedAt = 0; // when the oldest unsaved change was made; 0 when everything is saved
  let sending = null;
  let failures = 0;
  let turn = Number(field("turn").value) || 0;
  let looking = false; // on the way to see how it looks
  let said = "";
  let refused = ""; // the text the server would not take; not offered again until it changes
  let keeping = 0;
  const key = status.dataset.deviceKey;
  const kept = deviceCopy({ account: status.dataset.account, device: field("device").value, key });

  say(status.dataset.waiting);
  bringBack();
  if (typed() !== saved) wait(AFTER_A_PAUSE);
  field("body").setSelectionRange(field("body").value.length, field("body").value.length); // go on where you stopped

  form.addEventListener("input", () => {
    changedAt ||= Date.now();
    keeping ||= setTimeout(keepOnDevice, KEEP_ON_DEVICE);
    if (failures) return; // the next try is on its way
    const latest = changedAt + AT_THE_LATEST - Date.now();
    wait(Math.max(0, Math.min(AFTER_A_PAUSE, latest)));
  });
  field("body").addEventListener("blur", () => save());
  document.addEventListener("visibilitychange", () => (document.hidden ? saveWhileLeaving() : save()));
  window.addEventListener("pagehide", saveWhileLeaving);
  window.addEventListener("online", () => save());
  window.addEventListener("focus", () => (typed() === saved ? lookForNewer() : save()));
  document.querySelector("[data-module='leap-leave']")?.addEventListener("submit", forgetEverything);
  window.addEventListener("beforeunload", (event) => {
    const inAHurry = document.documentElement.classList.contains("leap-leaving");
    if (!inAHurry && failures > 0 && typed() !== saved) event.preventDefault();
  });

  window.addEventListener("pageshow", () => (looking = false));
  form.addEventListener("submit", async (event) => {
    if (looking) return;
    event.preventDefault();
    const look = event.submitter?.name === "preview" ? event.submitter : null;
    wait(null);
    await sending;
    refused = "";
    await save();
    if (typed() !== saved) return;
    if (!look) return window.location.assign(status.dataset.done);
    looking = true;
    field("turn").value = turn; // the next page goes on as this one
    form.requestSubmit(look);
  });

  function wait(milliseconds) {
    clearTimeout(timer);
    if (milliseconds !== null) timer = setTimeout(save, milliseconds);
  }

  async function keepOnDevice() {
    keeping = 0;
    if (typed() !== saved) (await kept).put(words());
  }

  function words() {
    const [title, body] = [field("title").value, field("body").value];
    return { title, body, revision: field("revision").value, device: field("device").value, turn };
  }

  // Words that an earlier page on this device could not save: they go the way of every save, so that nothing is
  // overwritten. What the server does not take is put into the box.
  async function bringBack() {
    const copy = await kept;
    for (const { name, words } of await copy.found()) {
      try {
        const body = everything();
        for (const [each, value] of Object.entries(words)) body.set(each, value);
        const answer = await ask({ method: "POST", body });
        const said = await answer.json();
        const untouched = typed() === saved;
        if (answer.status === 409) say(said.sentence, said.copies);
        else if (answer.ok) {
          if (untouched && !show(words, said.revision)) say("Words that this device kept for you are saved now.");
        } else if (answer.status === 422 && untouched) {
          show(words);
          copy.put(words);
          refused = typed();
          say(said.sentence);
        } else continue; // it stays on the device for the next time
        copy.remove(name);
      } catch {
        return;
      }
    }
  }

  // Puts the words into the boxes; true when they stood there already.
  function show(words, revision) {
    const before = typed();
    field("title").value = words.title;
    field("body").value = words.body;
    if (revision !== undefined) {
      field("revision").value = revision;
      saved = typed();
    }
    return typed() === before;
  }

  // Whoever comes back to this page hears that newer words were saved elsewhere before they type over the old ones.
  async function lookForNewer() {
    try {
      const answer = await ask({});
      if (!answer.ok) return;
      const { revision } = await answer.json();
      if (typed() === saved && revision > Number(field("revision").value))
        say("Newer words were saved on another page or device.", window.location.href, "Show the newest words");
    } catch {
      // no connection: the next save will say so
    }
  }

  // Only one request at a time, so that our own saves cannot overtake each other.
  function save() {
    if (sending) return sending;
    const text = typed();
    if (text === saved || text === refused) return Promise.resolve();
    wait(null);
    sending = send(text).finally(() => {
      sending = null;
      if (typed() === saved) changedAt = 0;
      else if (failures) wait(TRY_AGAIN[Math.min(failures, TRY_AGAIN.length) - 1]);
      else if (typed() !== refused) {
        changedAt = Date.now();
        wait(AFTER_A_PAUSE);
      }
    });
    return sending;
  }

  function saveWhileLeaving() {
    if (typed() === saved) return;
    const body = everything();
    ask({ method: "POST", body, keepalive: body.toString().length < MOST_WHILE_LEAVING })
      .then((answer) => answer.ok && understand(answer, body))
      .catch(() => {});
  }

  async function send(text) {
    const body = everything();
    try {
      let answer = await ask({ method: "POST", body });
      if (answer.status === 403 && (await freshMark(body))) answer = await ask({ method: "POST", body });
      await understand(answer, body, text);
    } catch {
      failures += 1;
      say("Not saved yet: we will keep trying. You can go on writing.");
    }
  }

  // Each request has its turn, so that the server lets no late one win.
  function everything() {
    turn += 1;
    const body = new URLSearchParams(new FormData(form));
    body.set("turn", turn);
    return body;
  }

  function ask(options) {
    return fetch(form.action, {
      ...options,
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: options.keepalive ? undefined : AbortSignal.timeout(WAIT_FOR_ANSWER),
    });
  }

  // Signing in again makes the page's safety mark old. Ask for a new one and say whether we got it.
  async function freshMark(body) {
    const answer = await ask({});
    if (!answer.ok) return false;
    const { mark } = await answer.json();
    field("csrfmiddlewaretoken").value = mark;
    body.set("csrfmiddlewaretoken", mark);
    return true;
  }

  async function understand(answer, body, text = wordsOf(body)) {
    if (answer.ok) {
      const { revision, saved_at } = await answer.json();
      field("revision").value = revision;
      return settled(text, `Saved at ${clock(saved_at)}`);
    }
    if (answer.status === 409) {
      const { sentence, copies } = await answer.json();
      return settled(text, sentence, copies);
    }
    if (answer.status === 401) {
      failures += 1;
      return say((await answer.json()).sentence, status.dataset.signIn, "Sign in again (opens a new tab)");
    }
    if (answer.status === 422) {
      refused = text;
      failures = 0;
      return say((await answer.json()).sentence);
    }
    if (answer.status === 400 || answer.status === 413) {
      refused = text;
      failures = 0;
      return say("Not saved yet. This is too much for one piece. Your words are still here: please make it shorter.");
    }
    if (answer.status === 403 || answer.status === 404) {
      refused = text;
      failures = 0;
      kept.then((copy) => copy.forget()); // nobody could open it any more
      return say("Not saved. You cannot write here any more. Your words are still on this page, so that you can copy them.");
    }
    throw new Error("no answer we understand");
  }

  function wordsOf(body) {
    return JSON.stringify([body.get("title"), body.get("body"), body.get("written_as") ?? ""]);
  }

  function settled(text, sentence, link) {
    saved = text;
    failures = 0;
    refused = "";
    kept.then((copy) => typed() === saved && copy.forget());
    say(sentence, link);
  }

  function say(sentence, link, label = "Look at both") {
    if (said === sentence) return; // said once is enough for somebody who listens
    said = sentence;
    status.textContent = sentence;
    if (!link) return;
    const way = Object.assign(document.createElement("a"), { href: link, className: "govuk-link", textContent: label });
    if (link === status.dataset.signIn) Object.assign(way, { target: "_blank", rel: "noopener" });
    status.append(" ", way);
  }
}

function clock(moment) {
  const time = new Date(moment);
  const hour = time.getHours();
  return `${hour % 12 || 12}:${String(time.getMinutes()).padStart(2, "0")}${hour < 12 ? "am" : "pm"}`;
}
