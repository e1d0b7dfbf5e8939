// Checks pages in Chromium, at several widths, in both colour schemes, and as on paper:
//
//     node check.mjs FOLDER-OR-FILE...
//
// It fails if something is wider than the page, if the page sends a request, if the console shows an error, if something is
// cut off on paper, or if axe-core finds a problem.

import { readFileSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { startChromium } from "./chromium.mjs";

const WIDTHS = [360, 800, 1400];
const SCHEMES = ["light", "dark"];
// The width of A4 paper between margins of 1 cm, in CSS pixels.
const PAPER = 718;

// The number of pages that are checked at the same time.
const TABS = 2;

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const problems = [];

const files = process.argv.slice(2).flatMap(pagesIn);
if (files.length === 0) {
  console.error("No page to check. Name a folder or files.");
  process.exit(2);
}
const waiting = [...files];
const browser = await startChromium();
await Promise.all(Array.from({ length: TABS }, checkWhileThereAreFiles));
await browser.close();
problems.forEach((problem) => console.error(`- ${problem}`));
console.log(`${files.length} pages, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

function pagesIn(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).filter((name) => name.endsWith(".html")).map((name) => join(path, name));
}

async function checkWhileThereAreFiles() {
  while (waiting.length > 0) {
    const file = waiting.shift();
    const started = Date.now();
    await checkFile(file);
    console.log(`${((Date.now() - started) / 1000).toFixed(1)} s  ${basename(file)}`);
  }
}

async function checkFile(file) {
  const url = pathToFileURL(resolve(file)).href;
  const page = await browser.newPage();
  const tell = (what, where) => problems.push(`${basename(file)}${where ?? ""}: ${what}`);
  page.on("request", (request) => request.url() === url || tell(`it requests ${request.url()}`));
  page.on("console", (message) => message.type() === "error" && tell(`console: ${message.text()}`));
  page.on("pageerror", (error) => tell(`error: ${error}`));
  await page.setViewportSize({ width: WIDTHS[0], height: 800 });
  await page.goto(url);
  await page.evaluate(axe);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    await checkWidth(page, (what) => tell(what, ` at ${width} px`));
  }
  for (const width of [WIDTHS[0], WIDTHS[2]]) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      await checkWithAxe(page, (what) => tell(what, ` at ${width} px, ${colorScheme}`));
    }
  }
  await page.setViewportSize({ width: PAPER, height: 1000 });
  await page.emulateMedia({ media: "print" });
  await checkWidth(page, (what) => tell(what, " on paper"));
  await checkPaper(page, (what) => tell(what, " on paper"));
  await page.close();
}

async function checkWidth(page, tell) {
  const wide = await page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return null;
    const beyond = [...document.querySelectorAll("body *")].filter(
      (element) => element.getBoundingClientRect().right > root.clientWidth + 1,
    );
    return beyond.slice(0, 3).map((element) => element.outerHTML.slice(0, 100));
  });
  if (wide) tell(`wider than the page: ${wide.join(" ")}`);
}

// Everything that a reader can unfold or scroll on a screen must be visible on paper.
async function checkPaper(page, tell) {
  const cut = await page.evaluate(() => {
    const isCut = (element) => {
      const scrolls = getComputedStyle(element).overflowX !== "visible";
      return !element.checkVisibility() || (scrolls && element.scrollWidth > element.clientWidth + 1);
    };
    const all = document.querySelectorAll("details > :not(summary), pre, .scroll");
    return [...all].filter(isCut).map((element) => element.outerHTML.slice(0, 100));
  });
  cut.slice(0, 3).forEach((element) => tell(`cut: ${element}`));
}

async function checkWithAxe(page, tell) {
  const violations = await page.evaluate(async () => {
    const rules = Object.fromEntries(window.axe.getRules().map(({ ruleId }) => [ruleId, { enabled: true }]));
    // The contrast of WCAG level AAA is not possible for text in a less prominent colour.
    delete rules["color-contrast-enhanced"];
    const { violations } = await window.axe.run(document, { rules, resultTypes: ["violations"] });
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.length}×, ${nodes[0].html.slice(0, 150)}`);
  });
  violations.forEach(tell);
}
