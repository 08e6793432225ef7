// What htmx does not do by itself: where the focus goes, that something is under way, what to do without an answer.
(() => {
  "use strict";

  // Replaces this page in the history, so that "back" does not lead here. Inside a frame the link's own target is used.
  document.addEventListener("click", (event) => {
    const exit = event.target.closest("a[data-exit]");
    if (exit && window.top === window) {
      event.preventDefault();
      window.location.replace(exit.href);
    }
  });

  const log = document.getElementById("log");
  if (!log || !window.htmx) return;
  const status = document.getElementById("status");
  const failure = document.getElementById("fejl");
  const reason = failure.querySelector("strong");
  let slow = 0;
  let last = null;
  let pressed = null;
  // A form beside the conversation has its own status line: no new turn comes, and the focus stays where it is.
  const aside = () => last !== null && "aside" in last.dataset;

  // An error page says what happened; without an answer there is none.
  const told = (answer) => {
    const page = new DOMParser().parseFromString((answer && answer.responseText) || "", "text/html");
    return [...page.querySelectorAll("main h1, main h1 + p")].map((one) => one.textContent.trim()).join(": ");
  };

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    last = event.detail.elt;
    pressed = event.detail.requestConfig.triggeringEvent?.submitter ?? null;
    failure.hidden = true;
    // Said only when there is something to wait for: a quick answer speaks for itself.
    slow = window.setTimeout(() => { status.textContent = status.dataset.busy; }, 700);
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    window.clearTimeout(slow);
    status.textContent = "";
    if (event.detail.successful) {
      if (last && last.id === "skriv-form") last.reset();
    } else {
      reason.textContent = told(event.detail.xhr) || reason.dataset.none;
      failure.hidden = false;
      failure.querySelector("button").focus();
    }
  });
  failure.querySelector("button").addEventListener("click", () => {
    if (last) last.requestSubmit(pressed);
  });

  // One heading is the newest: the one in the log gives its id up to the one that comes.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (aside()) return;
    const newest = log.querySelector("#nyeste");
    if (newest && event.detail.shouldSwap) newest.removeAttribute("id");
  });
  // The focus goes to the open question, else to the answer. The question stands outside the log, so what the log
  // announces and what the focus reads are never the same sentence.
  document.body.addEventListener("htmx:afterSettle", () => {
    if (aside()) return;
    const heading = document.querySelector("#nu [data-focus]") || document.getElementById("nyeste");
    if (!heading) return;
    heading.focus({ preventScroll: true });
    const turns = log.querySelectorAll(".turn.person");
    (turns[turns.length - 1] || heading).scrollIntoView({ block: "start" });
  });
})();
