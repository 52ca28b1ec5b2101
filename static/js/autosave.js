// The writing page saves itself. Without this script the same form works with its Save button.
// Words live in the box and on the server, nowhere else: nothing is put into the browser's storage.

const AFTER_A_PAUSE = 2000; // saved this long after the last key
const AT_THE_LATEST = 10000; // and while somebody types on and on, at least this often
const WAIT_FOR_ANSWER = 15000;
const TRY_AGAIN = [2000, 4000, 8000]; // then every 8 seconds, for as long as it takes
const MOST_WHILE_LEAVING = 60000; // bytes a browser still sends from a page that is going away

const status = document.querySelector("[data-autosave-status]");
const form = status?.closest("form");

if (form) start(form);

function start(form) {
  const field = (name) => form.elements.namedItem(name);
  const typed = () => JSON.stringify([field("title").value, field("body").value]);

  let saved = typed();
  let timer = 0;
  let changedAt = 0; // when the oldest unsaved change was made; 0 when everything is saved
  let sending = null;
  let failures = 0;
  let turn = 0;
  let said = "";
  let refused = ""; // the text the server would not take; not offered again until it changes

  say(status.dataset.waiting);
  field("body").setSelectionRange(field("body").value.length, field("body").value.length); // go on where you stopped

  form.addEventListener("input", () => {
    changedAt ||= Date.now();
    if (failures) return; // the next try is on its way
    const latest = changedAt + AT_THE_LATEST - Date.now();
    wait(Math.max(0, Math.min(AFTER_A_PAUSE, latest)));
  });
  field("body").addEventListener("blur", () => save());
  document.addEventListener("visibilitychange", () => (document.hidden ? saveWhileLeaving() : save()));
  window.addEventListener("pagehide", saveWhileLeaving);
  window.addEventListener("online", () => save());
  window.addEventListener("focus", () => save());
  window.addEventListener("beforeunload", (event) => {
    const inAHurry = document.documentElement.classList.contains("leap-leaving");
    if (!inAHurry && failures > 0 && typed() !== saved) event.preventDefault();
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    wait(null);
    await sending;
    refused = "";
    await save();
    if (typed() === saved) window.location.assign(status.dataset.done);
  });

  function wait(milliseconds) {
    clearTimeout(timer);
    if (milliseconds !== null) timer = setTimeout(save, milliseconds);
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

  async function understand(answer, body, text = JSON.stringify([body.get("title"), body.get("body")])) {
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
      return say("Not saved. You cannot write here any more. Your words are still on this page, so that you can copy them.");
    }
    throw new Error("no answer we understand");
  }

  function settled(text, sentence, link) {
    saved = text;
    failures = 0;
    refused = "";
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
