import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const places = [process.env["CHROME_PATH"], "/usr/bin/chromium", "/usr/bin/google-chrome"];
const executablePath = places.find((place) => place !== undefined && existsSync(place));

/** Whether this machine has a browser; tests of pages are skipped without one, and say so. */
export const hasChromium = executablePath !== undefined;
export const whyNoChromium = hasChromium ? "" : " (skipped: no Chromium; set CHROME_PATH)";

/** A real browser without a window. The caller closes it. */
export async function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: executablePath ?? "",
    args: [
      ...["--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ],
  });
}
