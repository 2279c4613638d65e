// Comfort only: every act works without this file.
"use strict";

// One press is one act. The act id already guards it; this spares the second request.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-busy", "true");
});

// A page that the browser kept may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-busy");
  }
});

// What was refused is read first.
document.querySelector("[data-focus]")?.focus();

// While the machine works, look whether it is done; never while somebody types.
const waiting = document.querySelector("[data-poll]");
if (waiting) {
  const look = async () => {
    const typing = ["INPUT", "TEXTAREA", "SELECT"].includes(document.activeElement?.tagName ?? "");
    if (!document.hidden && !typing) {
      const answer = await fetch(waiting.dataset.poll, { credentials: "same-origin" }).catch(() => null);
      if (answer?.ok && String((await answer.json()).version) !== waiting.dataset.version) {
        // Not reload: that could send a form again.
        window.location.assign(waiting.dataset.page);
        return;
      }
    }
    window.setTimeout(look, 2000);
  };
  window.setTimeout(look, 1500);
}

// A long text is not lost by a stray click.
for (const form of document.querySelectorAll("form[data-unsaved]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}
