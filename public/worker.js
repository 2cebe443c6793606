// A second copy of the program, beside the page: it waits to hear where the program is, starts it, and hands over to it.
"use strict";
addEventListener("message", async ({ data }) => {
  try {
    const program = await import(data.module);
    await program.default({ module_or_path: data.program });
  } catch (problem) {
    postMessage(JSON.stringify({ Problem: `The program could not start in the background. (${problem})` }));
  }
}, { once: true });
