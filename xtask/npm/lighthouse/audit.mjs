// Audits the release page: how much comes over the line with Brotli, how soon the canvas answers a hand after a cold load,
// and what Lighthouse says. Called by `cargo xtask lighthouse`, which serves the page.
//
//   node audit.mjs pack NODE_MODULES DIST PACKED       compresses every file of DIST into PACKED, and says how long they are
//   node audit.mjs check NODE_MODULES ADDRESS REPORTS  measures and audits; fails if a score is too low
//   node audit.mjs rules NODE_MODULES ADDRESS REPORTS  audits, and lets speed, which depends on the machine, fail nothing
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** Scores of 100 that each category has to reach. */
const WANTED = 95;
const CATEGORIES = ["performance", "accessibility", "best-practices"];
/** Milliseconds within which the canvas has to answer after a cold load. */
const ANSWERS = 1500;
/** Cold loads; the middle one counts. */
const LOADS = 5;
/** Audits of a kind of device; the best one counts, for other work on the machine only ever makes a page slower. */
const AUDITS = 3;

const [step, modules, from, to] = process.argv.slice(2);
/** Whether the speed is judged. */
const timed = step === "check";
const judged = (category) => timed || category !== "performance";
const load = (file) => import(pathToFileURL(join(modules, file)).href);
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

/** What a host that compresses would send. */
function pack() {
  // What a visit loads before the page answers: all but what is fetched later or not at all.
  const later = /(^|\/)(scenarios|guides|languages)\/|offline\.js$|webmanifest$|snippets/;
  const sum = { plain: 0, gzip: 0, brotli: 0 };
  for (const path of files(from)) {
    const name = relative(from, path);
    const bytes = readFileSync(path);
    const packed = brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_LGWIN]: 24,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    });
    mkdirSync(dirname(join(to, name)), { recursive: true });
    writeFileSync(join(to, `${name}.br`), packed);
    if (later.test(name)) continue;
    const gzip = gzipSync(bytes, { level: 9 }).length;
    sum.plain += bytes.length;
    sum.gzip += gzip;
    sum.brotli += packed.length;
    console.log(`${name}: ${kilobytes(bytes.length)}, gzip ${kilobytes(gzip)}, Brotli ${kilobytes(packed.length)}`);
  }
  console.log(`A first visit: ${kilobytes(sum.plain)}, gzip ${kilobytes(sum.gzip)}, Brotli ${kilobytes(sum.brotli)}`);
}

/**
 * Runs in the page from its first moment: as soon as there is a card, and nothing lies over it, it is clicked, again and
 * again, until it is selected.
 */
function hand() {
  const begin = () => {
    const card = document.querySelector(".stage .node");
    if (card && !document.getElementById("loading")) {
      if (card.matches(".selected")) {
        window.answered = performance.now();
        return;
      }
      const box = card.getBoundingClientRect();
      const at = { clientX: box.x + box.width / 2, clientY: box.y + 20, pointerId: 1, isPrimary: true, pointerType: "mouse", bubbles: true, cancelable: true };
      card.dispatchEvent(new PointerEvent("pointerdown", { ...at, button: 0, buttons: 1 }));
      card.dispatchEvent(new PointerEvent("pointerup", { ...at, button: 0, buttons: 0 }));
    }
    setTimeout(begin, 4);
  };
  begin();
}

/** Milliseconds from the start of the navigation until things happened, with nothing in the cache. */
async function coldLoad(browser) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: 1366, height: 768 });
  await page.evaluateOnNewDocument(hand);
  await page.goto(from, { waitUntil: "load" });
  await page.waitForFunction("window.answered", { timeout: 30_000 });
  const times = await page.evaluate(() => ({
    paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
    loaded: performance.getEntriesByName("program")[0]?.startTime ?? 0,
    answered: window.answered,
  }));
  await context.close();
  return times;
}

/** How soon the canvas answers after a cold load. */
async function answers(browser, low) {
  const loads = [];
  for (let n = 0; n < LOADS; n += 1) loads.push(await coldLoad(browser));
  loads.sort((a, b) => a.answered - b.answered);
  const middle = loads[Math.floor(LOADS / 2)];
  const spread = `${loads[0].answered.toFixed(0)} to ${loads.at(-1).answered.toFixed(0)}`;
  console.log(
    `Cold load: painted after ${middle.paint.toFixed(0)} ms, program there after ${middle.loaded.toFixed(0)} ms, ` +
      `canvas answers after ${middle.answered.toFixed(0)} ms (${LOADS} loads: ${spread} ms)`,
  );
  if (middle.answered > ANSWERS) low.push(`the canvas answers after ${middle.answered.toFixed(0)} ms, wanted are ${ANSWERS}`);
}

async function check() {
  const { default: puppeteer } = await load("puppeteer-core/lib/esm/puppeteer/puppeteer-core.js");
  const { default: lighthouse, desktopConfig } = await load("lighthouse/core/index.js");
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROME,
    headless: true,
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run", "--lang=en"],
  });
  const low = [];
  try {
    if (timed) await answers(browser, low);
    for (const [device, config] of [["desktop", desktopConfig], ["mobile", undefined]]) {
      let best = null;
      for (let n = 0; n < AUDITS; n += 1) {
        const port = Number(new URL(browser.wsEndpoint()).port);
        const { lhr, report } = await lighthouse(from, { port, output: "html", logLevel: "error", onlyCategories: CATEGORIES }, config);
        const scores = CATEGORIES.map((name) => Math.round(100 * (lhr.categories[name].score ?? 0)));
        if (best === null || Math.min(...scores) > Math.min(...best.scores)) best = { lhr, report, scores };
        if (CATEGORIES.every((name, n) => !judged(name) || scores[n] >= WANTED)) break;
      }
      const { lhr, report, scores } = best;
      writeFileSync(join(to, `${device}.html`), report);
      const shown = (name) => lhr.audits[name].displayValue?.replaceAll("\u00a0", " ") ?? "–";
      console.log(`Lighthouse, ${device}: ${CATEGORIES.map((name, n) => `${name} ${scores[n]}`).join(", ")}`);
      console.log(
        `  first paint ${shown("first-contentful-paint")}, largest paint ${shown("largest-contentful-paint")}, ` +
          `blocked ${shown("total-blocking-time")}, shifted ${shown("cumulative-layout-shift")}, ` +
          `interactive ${shown("interactive")}, transferred ${kilobytes(lhr.audits["total-byte-weight"].numericValue ?? 0)}`,
      );
      for (const name of CATEGORIES) {
        for (const { id, weight } of lhr.categories[name].auditRefs) {
          const audit = lhr.audits[id];
          if (weight > 0 && audit.score !== null && audit.score < 0.9) console.log(`  ${name}: ${audit.title} (${audit.displayValue ?? audit.score})`);
        }
      }
      scores.forEach((score, n) => {
        if (score < WANTED && judged(CATEGORIES[n])) low.push(`${CATEGORIES[n]} on ${device} is ${score}, wanted are ${WANTED}`);
      });
    }
  } finally {
    await browser.close();
  }
  if (low.length > 0) {
    console.error(`Too low: ${low.join("; ")}. The reports are in ${to}.`);
    process.exitCode = 1;
  }
}

if (step === "pack") pack();
else await check();
