import { type Browser, chromium } from "playwright-core";
import { findChromium, mendNoChromium } from "../../tools/test-tools/chromium.ts";

/** A real browser without a window. The caller closes it. Throws where set-up could bring none. */
export async function startChromium(): Promise<Browser> {
  const executablePath = findChromium(process.env);
  if (executablePath === undefined) throw new Error(`There is no Chromium. ${mendNoChromium}.`);
  return chromium.launch({
    executablePath,
    args: [
      ...["--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ],
  });
}
