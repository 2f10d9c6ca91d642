// Opens the dashboard of a run in Chromium, uses it by mouse and keyboard, stops the run, and says what it found, as
// JSON: watch.js URL [FOLDER for pictures]
"use strict";
const {readFileSync} = require("node:fs");
const path = require("node:path");
const modules = process.env.LOADTEST_NODE_BROWSER;
const {chromium} = require(path.join(modules, "playwright-core"));
const axe = readFileSync(path.join(modules, "axe-core", "axe.min.js"), "utf8");
const layout = readFileSync(path.join(__dirname, "layout.js"), "utf8");
const [url, pictures] = process.argv.slice(2);

const seen = {console: [], requests: [], views: {}};

async function open(browser, address, scheme = "light", width = 1440) {
  const context = await browser.newContext({viewport: {width, height: 900}, colorScheme: scheme, reducedMotion: "reduce"});
  const page = await context.newPage();
  page.on("console", message => seen.console.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", error => seen.console.push(`error: ${error.message}`));
  page.on("request", request => seen.requests.push(request.url()));
  page.on("websocket", socket => seen.requests.push(socket.url()));
  await page.goto(address);
  return page;
}

const now = (page, name) => page.evaluate(wanted => document.querySelector(`[data-now="${wanted}"]`).textContent, name);
const until = (page, what, argument) => page.waitForFunction(what, argument, {timeout: 60000});
const users_are = (page, count) => until(page, wanted => {
  const tile = document.querySelector('[data-tiles="0"] [data-now="users"]');
  return tile && tile.textContent.startsWith(`${wanted} of`);
}, count);

async function look(page, name) {
  const found = await page.evaluate(layout);
  await page.evaluate(axe);
  const {violations} = await page.evaluate(() => axe.run(document, {resultTypes: ["violations"]}));
  found.axe = violations.filter(({impact}) => impact === "serious" || impact === "critical")
    .map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")}`);
  seen.views[name] = found;
  if (pictures) await page.screenshot({path: path.join(pictures, `${name.replaceAll(" ", "_")}.png`), fullPage: true});
}

async function reach(page, selector) {
  for (let i = 0; i < 200; ++i) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(wanted => document.activeElement.matches(wanted), selector)) return true;
  }
  return false;
}

async function door(browser, address) {
  const page = await open(browser, address);
  await until(page, () => !/^Connecting/.test(document.getElementById("said").textContent));
  const told = await page.evaluate(() => document.body.innerText);
  await page.context().close();
  return told;
}

(async () => {
  const browser = await chromium.launch({executablePath: process.env.LOADTEST_CHROMIUM, args: ["--no-sandbox"]});
  try {
    seen.without_token = await door(browser, url.split("#")[0]);
    seen.wrong_token = await door(browser, url.replace(/#.*/, `#${"0".repeat(32)}`));

    const page = await open(browser, url);
    await users_are(page, 20);
    const ok = async () => Number((await now(page, "ok")).replaceAll(",", ""));
    const before = await ok();
    await until(page, was => Number(document.querySelector('[data-now="ok"]').textContent.replaceAll(",", "")) > was, before);
    seen.moves = [before, await ok()];
    seen.running = await now(page, "state");
    await until(page, () => document.querySelectorAll("canvas").length >= 3);
    await look(page, "1440 light");

    // Users, by keyboard and by mouse.
    seen.fewer_reached = await reach(page, "#live-holds button");
    for (let i = 0; i < 3; ++i) await page.keyboard.press("Enter");
    await users_are(page, 14);
    seen.said = await now(page, "said");
    await page.locator("#live-holds button").nth(1).click();
    await users_are(page, 16);
    await page.locator("#live-holds input").fill("9999");
    await page.keyboard.press("Enter");
    await users_are(page, 20);
    seen.capped = await page.locator("#live-holds input").inputValue();

    // Who comes late, on a small screen.
    const late = await open(browser, url, "dark", 390);
    await users_are(late, 20);
    await until(late, () => document.querySelectorAll("canvas").length >= 3);
    await look(late, "390 dark");

    // The question can be taken back; by keyboard it is answered.
    await page.locator("#live-stop").click();
    seen.asks = await page.locator("#live-ask").isVisible();
    await until(page, () => document.activeElement.id === "live-keep");
    if (pictures) await page.screenshot({path: path.join(pictures, "question.png")});
    await page.keyboard.press("Escape");
    seen.taken_back = !await page.locator("#live-ask").isVisible() && await now(page, "state") === "RUNNING";
    await page.locator("#live-stop").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    for (const one of [page, late]) await until(one, () => document.getElementById("criteria"));
    seen.over = await page.evaluate(() => document.getElementById("verdict").innerText);
    seen.title = await page.title();
    seen.buttons_left = await page.locator("#loadtest-live button").count();
    await look(page, "1440 light over");
    await look(late, "390 dark over");
    console.log(JSON.stringify(seen));
  } finally {
    await browser.close();
  }
})();
