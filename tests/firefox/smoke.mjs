// Walks through the room in Firefox: `node smoke.mjs FIREFOX ROOM GATES`. Each flow writes one line of JSON: its name, and
// what went wrong or null.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const [, , firefox, room, gates] = process.argv;
const WAIT = 20000;

const browser = await puppeteer.launch({ browser: "firefox", executablePath: firefox, headless: true });
const page = await browser.newPage();
page.setDefaultTimeout(WAIT);
await page.setViewport({ width: 1280, height: 860 });
const complaints = [];
page.on("pageerror", (error) => complaints.push(String(error)));
page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));

const text = (selector) => page.$eval(selector, (node) => node.innerText);
const until = (look, ...values) => page.waitForFunction(look, { timeout: WAIT }, ...values);
const button = (name, within = "body") => page.locator(`${within} ::-p-aria([name="${name}"][role="button"])`);

async function say(line) {
  await page.locator("#line").fill(line);
  await page.focus("#line");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
}

/** Sends a line and waits for the whole reply. */
async function ask(line) {
  const before = await page.$$eval("article.reply", (replies) => replies.length);
  await say(line);
  await until((count) => {
    const replies = document.querySelectorAll("article.reply");
    return replies.length === count && replies[count - 1].getAttribute("aria-busy") === "false";
  }, before + 1);
}

const last = (words) => until((said) => [...document.querySelectorAll("article.reply")].at(-1)?.innerText.includes(said), words);

const flows = {
  "first visit": async () => {
    await page.goto(room);
    await until(() => document.querySelector("#log")?.getAttribute("aria-busy") === "false");
    assert.match(await text("#welcome"), /answers here/);
    await page.locator("#me").click();
    await page.locator("#name").fill("Ada");
    await page.keyboard.press("Enter");
    await until(() => document.querySelector("#me").textContent === "Ada");
  },
  "ask": async () => {
    await ask("A plain question with **bold** words");
    assert.equal(await page.$eval("article.reply .prose strong", (node) => node.textContent), "bold");
  },
  "stream": async () => {
    await say("/hold firefox-door");
    await last("Once upon");
    await writeFile(join(gates, "firefox-door"), "");
    await last("there was an end.");
  },
  "stop": async () => {
    await say("/hold firefox-never");
    await last("Once upon");
    await button("Stop").click();
    await until(() => [...document.querySelectorAll("article.reply")].at(-1).getAttribute("aria-busy") === "false");
    await last("Stopped by Ada");
  },
  "gallery": async () => {
    await ask("/draw a fox --count 4");
    await until(() => [...document.querySelectorAll("article.reply:last-of-type img")].filter((image) => image.naturalWidth).length === 4);
    await page.locator("article.reply:last-of-type .frame").click();
    await page.waitForSelector("dialog[open].viewer");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Escape");
    await until(() => !document.querySelector("dialog[open]"));
  },
  "form": async () => {
    await say("/draw");
    await page.waitForSelector("dialog[open] form");
    await page.locator("dialog[open] [name=prompt]").fill("a form");
    await button("Send", "dialog[open]").click();
    await until(() => !document.querySelector("dialog[open]"));
    await last("a form");
  },
  "conversations": async () => {
    await button("New conversation", "#side").click();
    await until(() => location.pathname.includes("/c/"));
    await until(() => document.querySelector("#log")?.getAttribute("aria-busy") === "false");
    await ask("Only here");
    await until(() => document.querySelector("#side li a[aria-current]")?.textContent.includes("Only here"));
  },
  "theme": async () => {
    const colour = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const before = await colour();
    await button("Settings").click();
    await page.locator("dialog[open] input[name=theme][value=dark]").click();
    assert.notEqual(await colour(), before);
    await page.keyboard.press("Escape");
  },
};

for (const [name, flow] of Object.entries(flows)) {
  let problem = null;
  try {
    await flow();
    assert.deepEqual(complaints.splice(0), []);
  } catch (error) {
    problem = String(error?.stack ?? error);
  }
  console.log(JSON.stringify([name, problem]));
  if (problem) break; // the following ones begin where this one ends
}
await browser.close();
