// A second copy of the program, beside the page: it waits to hear where the program is, starts it, and hands over to it. A
// program that is not compiled yet is fetched and compiled here, and the page gets it, too.
"use strict";
const compile = (address) =>
  // A host may serve it as something else than a program: then all of it is fetched first.
  WebAssembly.compileStreaming(fetch(address)).catch(async () => WebAssembly.compile(await (await fetch(address)).arrayBuffer()));

addEventListener("message", async ({ data }) => {
  // What is said before the program listens is said again then.
  const early = [];
  const keep = (event) => early.push(event.data);
  addEventListener("message", keep);
  try {
    const module = import(data.module);
    let program = data.program;
    if (typeof program === "string") {
      program = await compile(program);
      postMessage(program);
    }
    await (await module).default({ module_or_path: program });
  } catch (problem) {
    postMessage(JSON.stringify({ Problem: `The program could not start in the background. (${problem})` }));
  }
  removeEventListener("message", keep);
  for (const text of early) dispatchEvent(new MessageEvent("message", { data: text }));
}, { once: true });
