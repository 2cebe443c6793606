// Starts the program, and keeps what goes wrong: a small list that tests read, and a sentence in place of a blank page.
"use strict";
(() => {
  const errors = [];
  const keep = (text) => {
    if (errors.length < 100) errors.push(String(text));
  };
  Object.defineProperty(window, "signalboxErrors", { value: errors });
  // The program takes the still frame away when the page below it is whole. What breaks before, is said on it.
  const broken = (problem) => {
    const frame = document.getElementById("loading");
    if (!frame) return;
    frame.classList.add("broken");
    document.getElementById("loading-said").textContent =
      `Signalbox could not start. Please reload the page; if that does not help, try a current browser. (${problem})`;
  };
  addEventListener("error", (event) => {
    keep(event.message || `${event.target.localName} ${event.target.src || event.target.href} did not load`);
    if (event.message) broken(event.message);
  }, true);
  addEventListener("unhandledrejection", (event) => {
    keep(event.reason);
    broken(event.reason);
  });
  document.addEventListener("securitypolicyviolation", (event) => {
    keep(`${event.violatedDirective} forbids ${event.blockedURI || "this"}`);
  });

  // The look that the person chose, before the program can say so.
  try {
    // Inside another page the address says it, and the frame is a smaller one.
    const embed = new URLSearchParams(location.search).get("embed");
    const chosen = embed === null ? [localStorage.getItem("signalbox.look")] : embed.split(/[.,+ ]/);
    const look = chosen.find((word) => ["light", "dark", "projector"].includes(word));
    if (look) document.documentElement.dataset.theme = look;
    if (embed !== null) document.documentElement.dataset.embed = "on";
  } catch {
    // A browser that keeps nothing for the page has no look to tell.
  }

  const program = document.getElementById("program");
  import(new URL(program.dataset.module, document.baseURI))
    .then((module) => module.default({ module_or_path: program.href }))
    // Afterwards, so that it takes no part of the line from the page itself. A page from a file, or a browser that forbids
    // it, works all the same.
    .then(() => navigator.serviceWorker?.register(new URL("offline.js", document.baseURI)).catch(() => {}))
    .catch((problem) => {
      keep(problem);
      broken(problem);
    });
})();
