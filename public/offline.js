// Serves the page without a network after the first visit. Nothing else: it asks no server for anything but the page.
//
// Files with a checksum in their names never change, so the copy is as good as the file. index.html says which files belong
// together: with a network it is fetched anew each time, and a new one is kept only when all its files are; without one the
// last complete set serves.
"use strict";

const SHELF = "signalbox-page";
const HOME = new URL("./", self.location).href;

/** The addresses of all files that an index.html names, and of the few that it loads later. */
function files(html) {
  const named = [...html.matchAll(/(?:href|src|data-module)="([^"#]+)"/g)].map((found) => found[1]);
  const all = [...named, "worker.js", "favicon.svg"].map((address) => new URL(address, HOME));
  return [...new Set(all.filter((url) => url.origin === self.location.origin).map(String))];
}

/** Files that a person asks for one by one, and that belong to no version: guides and other languages. */
function isReading(url) {
  return url.startsWith(`${HOME}guides/`) || url.startsWith(`${HOME}languages/`);
}

/** Keeps what there is to read in these languages: texts and guides; what is kept already stays, unless it shall be anew. */
async function keepLanguages(tags, anew) {
  const answer = await fetch(`${HOME}guides/list.json`, { cache: "no-cache" });
  if (!answer.ok) return;
  const list = await answer.json();
  const shelf = await caches.open(SHELF);
  const missing = [];
  for (const address of [...new Set(tags)].flatMap((tag) => list[tag] ?? [])) {
    const url = new URL(address, HOME);
    if (anew || !(await shelf.match(url))) missing.push(url);
  }
  await shelf.addAll(missing);
}

/** The language of a catalogue's address; nothing for other addresses. */
function languageOf(url) {
  return url.startsWith(`${HOME}languages/`) ? url.slice(`${HOME}languages/`.length).replace(/\.json$/, "") : undefined;
}

/** From the network, so that it is the newest, and kept; without one what was kept. */
async function reading(request) {
  const shelf = await caches.open(SHELF);
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await shelf.put(request.url, fresh.clone());
    // A host that has lost the file, or is broken, is no better than no network.
    return fresh.ok ? fresh : (await shelf.match(request.url)) || fresh;
  } catch (problem) {
    const kept = await shelf.match(request.url);
    if (kept) return kept;
    throw problem;
  }
}

/** Keeps a page with all its files, and then forgets the files of older ones. */
async function keep(response) {
  const shelf = await caches.open(SHELF);
  const wanted = files(await response.clone().text());
  const missing = [];
  for (const file of wanted) {
    if (!(await shelf.match(file)) || !/-[0-9a-f]{16}/.test(file)) missing.push(file);
  }
  // All or nothing: addAll fails if one of them fails.
  await shelf.addAll(missing);
  await shelf.put(HOME, response);
  for (const request of await shelf.keys()) {
    if (request.url !== HOME && !wanted.includes(request.url) && !isReading(request.url)) await shelf.delete(request);
  }
}

self.addEventListener("install", (event) => {
  event.waitUntil(fetch(HOME, { cache: "no-cache" }).then(keep).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
  // English, in which guides are that nobody has translated, and what the reader's browser is set to; a language that is chosen
  // in the menu follows when its texts are fetched. The page works without them.
  const tags = ["en", ...self.navigator.languages.map((tag) => tag.split("-")[0])];
  keepLanguages(tags, true).catch(() => {});
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(HOME)) return;
  if (request.mode === "navigate") {
    event.respondWith(page(event));
  } else if (isReading(request.url)) {
    event.respondWith(reading(request));
    const language = languageOf(request.url);
    if (language) event.waitUntil(keepLanguages(["en", language], false).catch(() => {}));
  } else {
    event.respondWith(caches.match(request, { ignoreSearch: true }).then((kept) => kept || fetch(request)));
  }
});

async function page(event) {
  try {
    const fresh = await fetch(event.request);
    if (fresh.ok) {
      event.waitUntil(keep(fresh.clone()).catch(() => {}));
      return fresh;
    }
    // A host that has lost the page, or is broken, is no better than no network.
    return (await caches.match(HOME)) || fresh;
  } catch (problem) {
    const kept = await caches.match(HOME);
    if (kept) return kept;
    throw problem;
  }
}
