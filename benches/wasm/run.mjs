// Times the engine as WebAssembly: the median of five runs of each design, after one that is not timed, in which V8 compiles
// what runs hot with its optimising compiler. The first argument is the module's folder.
import { createRequire } from "node:module";
import { resolve } from "node:path";
const { designs, name, messages, run } = createRequire(import.meta.url)(resolve(process.argv[2], "speed.js"));
for (let design = 0; design < designs(); design += 1) {
  const times = [];
  let digest = run(design);
  for (let n = 0; n < 5; n += 1) {
    const begun = performance.now();
    digest = run(design);
    times.push((performance.now() - begun) / 1e3);
  }
  times.sort((a, b) => a - b);
  console.log(`wasm    ${name(design)}: ${(messages(design) / times[2] / 1e6).toFixed(2)} M producer messages/s, digest ${digest}`);
}
