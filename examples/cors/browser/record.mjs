// Runs the fetches of the tour in Chromium, and saves the HAR file that Chromium's developer tools export:
//
//     cargo build -p fetch-cors-cli --example tour
//     node record.mjs ../../target/debug/examples/tour ../tests/data
//
// The developer tools, which every Chromium includes, write the HAR file themselves. They leave out cookies and
// `Authorization`, which is their default. A second file describes what Chromium did at each stop of the tour.

import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startChromium } from "./chromium.mjs";

const [program, folder] = process.argv.slice(2);
const port = await freePort();
const browser = await startChromium([`--remote-debugging-port=${port}`, "--remote-allow-origins=*"]);
const context = await browser.newContext();
const page = await context.newPage();
const session = await context.newCDPSession(page);
let failures = [];
session.on("Network.loadingFailed", (failure) => failures.push(failure));
await session.send("Network.enable");

const tour = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
const lines = createInterface({ input: tour.stdout })[Symbol.asyncIterator]();
const next = async () => JSON.parse((await lines.next()).value ?? "null");
const stops = [];
let stop = await next();
// The developer tools start to listen late, and lose what is fetched while the page moves to another process.
await page.goto(stop.page);
const tools = await openTools();
do {
  await page.reload();
  await page.waitForTimeout(200);
} while ((await countEntries()) === 0);
for (; stop; stop = await next()) {
  if (page.url() !== stop.page) await page.goto(stop.page);
  stops.push(await make(stop));
  const { title, differs } = stops.at(-1);
  console.log(`${stops.length}. ${title}${differs.map((text) => `\n   ! ${text}`).join("")}`);
}
writeFileSync(join(folder, "chromium_tour.har"), await tools.evaluate(writeHar));
writeFileSync(join(folder, "chromium_tour.json"), JSON.stringify(stops, null, 2) + "\n");
await browser.close();

async function make(stop) {
  const { title, page: document, url, init, codes, is_refused, arrives } = stop;
  failures = [];
  const first = (await countEntries()) + 1;
  const expression = `ask(${JSON.stringify(url)}, ${JSON.stringify(init)})`;
  const evaluated = await session.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
  const seen = evaluated.result.value;
  await settle();
  const last = await countEntries();
  tour.stdin.write("done\n");
  const isOfStop = (to) => to !== `GET ${document}` && !to.includes("/.well-known/");
  const arrived = (await next()).filter(isOfStop);
  const refused = seen.error !== undefined;
  const failed = failures.find((failure) => failure.corsErrorStatus) ?? failures[0];
  const differs = [];
  if (refused !== is_refused) differs.push(`Chromium ${refused ? "refuses" : "allows"} it, and the standard does not`);
  if (JSON.stringify(arrived) !== JSON.stringify(arrives)) {
    differs.push(`it sends [${arrived.join(", ")}], and the standard [${arrives.join(", ")}]`);
  }
  return {
    title,
    document,
    url,
    init,
    entries: [first, last],
    refused,
    seen,
    cors_error: failed?.corsErrorStatus?.corsError ?? null,
    failed_parameter: failed?.corsErrorStatus?.failedParameter ?? null,
    error_text: failed?.errorText ?? null,
    blocked_reason: failed?.blockedReason ?? null,
    codes,
    differs,
  };
}

// Opens the developer tools for the page, in a separate page.
async function openTools() {
  const { targetInfo } = await session.send("Target.getTargetInfo");
  const tools = await context.newPage();
  const socket = `127.0.0.1:${port}/devtools/page/${targetInfo.targetId}`;
  await tools.goto(`http://127.0.0.1:${port}/devtools/devtools_app.html?ws=${socket}`);
  await tools.waitForFunction(async () => {
    const { TargetManager } = await import("/devtools/core/sdk/sdk.js");
    return TargetManager.TargetManager.instance().primaryPageTarget() !== null;
  });
  // The developer tools clear their log for a new page. This list keeps all requests.
  await tools.evaluate(async () => {
    const { NetworkLog } = await import("/devtools/models/logs/logs.js");
    window.requests = [];
    NetworkLog.NetworkLog.instance().addEventListener("RequestAdded", ({ data }) => window.requests.push(data.request));
  });
  return tools;
}

function countEntries() {
  return tools.evaluate(() => window.requests.length);
}

// Waits until the developer tools know that every request has ended.
async function settle() {
  await page.waitForTimeout(100);
  await tools.waitForFunction(() => window.requests.every((request) => request.finished));
}

async function writeHar() {
  const { Writer } = await import("/devtools/models/har/har.js");
  let text = "";
  const stream = { write: async (part) => void (text += part), close: async () => {} };
  const { Progress } = await import("/devtools/core/common/common.js");
  await Writer.Writer.write(stream, window.requests, { sanitize: true }, new Progress.Progress());
  return text;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
