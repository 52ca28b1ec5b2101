// Words that are not saved yet, kept on this device until they are: after a crash without a connection they come back.
// They are sealed with a key that comes with the signed-in page and is stored nowhere here, so that on a shared computer
// nobody reads them without signing in as the person who typed them (docs/adr/0037).

const PREFIX = "leap-words.";
const LONGEST = 30 * 24 * 60 * 60 * 1000; // milliseconds; then even the sealed words go

export async function deviceCopy({ account, device, key }) {
  const mine = `${PREFIX}${account}.`;
  let asked = 0; // what was asked last wins, however long sealing takes
  clean();
  const opened = await open(key);

  function clean() {
    for (const name of names(PREFIX)) {
      const at = Number(parsed(name)?.at);
      if (!(at > Date.now() - LONGEST)) remove(name);
    }
  }

  async function put(words) {
    if (!opened) return;
    asked += 1;
    const turn = asked;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(words));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, opened, text);
    if (turn !== asked || document.documentElement.classList.contains("leap-leaving")) return;
    store(mine + device, JSON.stringify({ at: Date.now(), iv: toText(iv), sealed: toText(new Uint8Array(sealed)) }));
  }

  function forget() {
    asked += 1;
    remove(mine + device);
  }

  // What other pages on this device left unsaved and this key opens: [{ name, words }].
  async function found() {
    const all = [];
    for (const name of opened ? names(mine) : []) {
      if (name === mine + device) continue;
      const words = await unsealed(name);
      if (words) all.push({ name, words });
    }
    return all;
  }

  async function unsealed(name) {
    try {
      const { iv, sealed } = parsed(name);
      const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: toBytes(iv) }, opened, toBytes(sealed));
      return JSON.parse(new TextDecoder().decode(text));
    } catch {
      return null; // somebody else's, or spoilt: not ours to open
    }
  }

  return { put, forget, found, remove };
}

// Leaving quickly and signing out: whoever comes next finds nothing at all.
export function forgetEverything() {
  for (const name of names(PREFIX)) remove(name);
}

async function open(key) {
  try {
    return await crypto.subtle.importKey("raw", toBytes(key), "AES-GCM", false, ["encrypt", "decrypt"]);
  } catch {
    return null; // no sealing in this browser: then nothing is kept on the device
  }
}

function names(prefix) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix));
  } catch {
    return [];
  }
}

function parsed(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function store(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // no room on this device: the words are still on the page
  }
}

function remove(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // a browser without storage has nothing to forget
  }
}

function toText(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function toBytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
