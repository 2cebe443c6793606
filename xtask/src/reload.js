// While `cargo xtask serve` runs: asks each second how old the build is, and loads the page anew when that changes.
"use strict";
(() => {
  const place = new URL("age", document.currentScript.src);
  let known = "";
  setInterval(async () => {
    // No answer means that the server is away or the build is on its way: ask again later.
    const age = await fetch(place).then((answer) => answer.text()).catch(() => "");
    if (known && age && age !== known) location.reload();
    known = age || known;
  }, 1000);
})();
