// Everything here only helps: each page works without it.
import { CharacterCount, Checkboxes, ErrorSummary, PasswordInput, Radios, SkipLink, createAll } from "./govuk-frontend.min.js";

document.body.classList.add("govuk-frontend-supported");
createAll(CharacterCount, {
  i18n: {
    charactersUnderLimit: { one: "You have room for one more letter", other: "You have room for %{count} more letters and spaces" },
    charactersAtLimit: "The box is full",
    charactersOverLimit: { one: "One letter too many", other: "%{count} letters and spaces too many" },
  },
});
createAll(Checkboxes);
createAll(ErrorSummary);
createAll(PasswordInput);
createAll(Radios);
createAll(SkipLink);

// Leaving quickly: the page goes blank at once, other LEAP pages in this browser leave too, and Escape three times is the same as the button.
const leave = document.querySelector("[data-module='leap-leave']");
if (leave) {
  const others = "BroadcastChannel" in window ? new BroadcastChannel("leap-leave") : null;
  const blank = () => {
    document.documentElement.classList.add("leap-leaving");
    document.title = "New tab";
  };
  leave.addEventListener("submit", () => {
    blank();
    others?.postMessage("leave");
  });
  others?.addEventListener("message", () => {
    blank();
    window.location.replace(leave.action);
  });

  const within = 5000;
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") {
      presses = [];
      return;
    }
    const now = Date.now();
    presses = [...presses.filter((time) => now - time < within), now];
    if (presses.length === 3) leave.requestSubmit();
  });
  // Coming back to a page that the browser kept: show it again only if the server still knows us.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.documentElement.classList.contains("leap-leaving")) window.location.reload();
  });
}
