// Passkeys. Everything it does starts with a button; a page without it says which other ways there are.
const TROUBLE = "Your device did not give us a passkey. Nothing is changed. You can try again, or choose another way.";
const WORKING = "leap-working";

const optionsOf = async (form) => {
  const given = document.getElementById("passkey-options");
  if (given) {
    return JSON.parse(given.textContent);
  }
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) {
    throw new Error("no options");
  }
  return answer.json();
};

const askDevice = async (form) => {
  const options = await optionsOf(form);
  return form.dataset.passkey === "make"
    ? window.webauthnJSON.create(options.creation_options)
    : window.webauthnJSON.get(options.request_options);
};

const prepare = (form) => {
  const trouble = form.querySelector("[data-passkey-trouble]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.classList.contains(WORKING)) {
      return;
    }
    form.classList.add(WORKING);
    trouble.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await askDevice(form));
      form.submit();
    } catch {
      trouble.textContent = TROUBLE;
      trouble.hidden = false;
    } finally {
      form.classList.remove(WORKING);
    }
  });
};

if (window.webauthnJSON?.supported()) {
  document.querySelectorAll("form[data-passkey]").forEach(prepare);
}
