// Firefox behind standard input and output: a line of JSON is a call, the line that answers it its value or its error.

import readline from "node:readline";

import puppeteer from "puppeteer-core";

const answer = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: process.argv[2],
  headless: true,
});
const [page] = await browser.pages();
await page.setViewport({ width: 390, height: 844 });
answer({ value: await browser.version() });

const calls = {
  open: async (url) => void (await page.goto(url)),
  click: async (selector) => void (await page.click(selector)),
  type: async (selector, text) => void (await page.type(selector, text)),
  run: (script, given) => page.evaluate(`(${script})(...${JSON.stringify(given)})`),
};

for await (const line of readline.createInterface({ input: process.stdin })) {
  const [name, ...given] = JSON.parse(line);
  try {
    answer({ value: (await calls[name](...given)) ?? null });
  } catch (error) {
    answer({ error: String(error) });
  }
}
await browser.close();
