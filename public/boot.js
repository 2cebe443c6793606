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

  const link = document.getElementById("program");
  const module = new URL(link.dataset.module, document.baseURI).href;

  // A worker fetches and compiles the program: the page is free meanwhile. Afterwards the program has an errand for it
  // (src/view/rehearsal.rs).
  const fetched = () => new Promise((resolve, reject) => {
    const worker = new Worker(new URL("worker.js", document.baseURI), { type: "module" });
    window.signalboxHelper = worker;
    worker.onmessage = ({ data }) => {
      if (data instanceof WebAssembly.Module) resolve(data);
      // Before the program there is nothing to say but a problem; what is said later, nobody waits for.
      else reject(data);
    };
    worker.onerror = reject;
    worker.postMessage({ module, program: link.href });
  });
  // What a worker cannot do here, the page does itself.
  const alone = () => {
    window.signalboxHelper = undefined;
    return link.href;
  };

  Promise.all([import(module), fetched().catch(alone)])
    .then(([begin, program]) => {
      performance.mark("program");
      return begin.default({ module_or_path: program });
    })
    // Afterwards, so that it takes no part of the line from the page itself. A page from a file, or a browser that forbids
    // it, works all the same.
    .then(() => navigator.serviceWorker?.register(new URL("offline.js", document.baseURI)).catch(() => {}))
    .catch((problem) => {
      keep(problem);
      broken(problem);
    });
})();
