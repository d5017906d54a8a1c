// A page with figures on it, as a test sees it: what it asked for, what it complained of.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { pictures } from "../browser/chromium.mjs";

const PATIENCE = 20_000; // milliseconds

export class Sheet {
  complaints = [];
  asked = [];

  constructor(page, folder) {
    Object.assign(this, { page, folder });
    page.setDefaultTimeout(PATIENCE);
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith("data:")) this.asked.push(request.url());
    });
  }

  /** Saves a figure as a page and opens it from the disk. */
  async openSaved(figure, options) {
    const path = await figure.save(join(this.folder, "figure.html"), options);
    await this.page.goto(pathToFileURL(path).href);
  }

  /** An empty page of a notebook, `head` in its head. */
  async openEmpty(head = "") {
    await this.page.goto("about:blank");
    await this.page.setContent(
      `<!doctype html><html lang="en"><head><title>notebook</title>${head}</head><body></body></html>`,
    );
  }

  /** Puts HTML at the end of the page, as notebooks do: scripts are made anew, or they would not run. Returns its place. */
  async put(html) {
    const index = await this.page.evaluate((text) => {
      const output = document.createElement("div");
      output.className = "output";
      output.innerHTML = text;
      document.body.append(output);
      for (const old of output.querySelectorAll("script")) {
        const script = document.createElement("script");
        for (const { name, value } of old.attributes) script.setAttribute(name, value);
        script.textContent = old.textContent;
        old.replaceWith(script);
      }
      return document.querySelectorAll(".output").length - 1;
    }, html);
    return this.page.locator(".output").nth(index);
  }

  /** What a figure says of what is pointed at. */
  readout(place = this.page) {
    return place.locator(".cladescope-readout").first();
  }

  /** Waits until it says something that matches. */
  async says(pattern, place) {
    await this.readout(place).filter({ hasText: pattern }).waitFor();
    return this.readout(place).textContent();
  }

  screenshot(name) {
    return this.page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  }
}
