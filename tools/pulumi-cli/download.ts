import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { runStep } from "../setup/run-step.ts";
import checksums from "./checksums.json" with { type: "json" };
import { progress } from "./progress.ts";
import { cliVersion } from "./versions.ts";

/** Where the maker publishes the CLI. A company's mirror may be named in STORE_TEAMS_PULUMI_MIRROR. */
export const officialDownload = "https://get.pulumi.com/releases/sdk";

/** No answer within this time: the network is closed, and the next way is tried. */
const answerTimeoutMs = 5_000;
/** No more bytes for this long: the download is given up. */
const stallTimeoutMs = 30_000;

/** Name of the release file for a machine; undefined when there is none that we can unpack. */
export function archiveName(platform: NodeJS.Platform, arch: string): string | undefined {
  const systems: Partial<Record<NodeJS.Platform, string>> = { linux: "linux", darwin: "darwin" };
  const system = systems[platform];
  if (system === undefined || (arch !== "x64" && arch !== "arm64")) return undefined;
  return `pulumi-v${cliVersion}-${system}-${arch}.tar.gz`;
}

/** SHA-256 by archive, as the maker's signed list gave it: what is pinned is asked of no server. */
const pinnedChecksums: Readonly<Record<string, string>> = checksums;

/** SHA-256 of `file` in a checksums file ("<hex>  <name>" a line); undefined when it is not listed. */
export function checksumOf(file: string, checksums: string): string | undefined {
  const lines = checksums.split("\n").map((line) => line.trim().split(/\s+\*?/));
  return lines.find(([, name]) => name === file)?.[0]?.toLowerCase();
}

/** A reason a reader can use: fetch hides the real one in `cause`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${answerTimeoutMs / 1000} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}

class DownloadError extends Error {}

async function get(url: string, stop: AbortSignal): Promise<Response> {
  const timeout = new AbortController();
  const timer = setTimeout(() => {
    timeout.abort(new DOMException("no answer", "TimeoutError"));
  }, answerTimeoutMs);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([timeout.signal, stop]) });
    if (!response.ok) throw new DownloadError(`HTTP ${response.status}`);
    return response;
  } catch (error) {
    stop.throwIfAborted();
    throw new DownloadError(`${url}: ${reasonOf(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

/** Writes the body to `file`. Throws DownloadError when it stalls or breaks off. */
async function save(response: Response, file: string, stop: AbortSignal): Promise<void> {
  if (response.body === null) throw new DownloadError(`${response.url}: empty answer`);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  await using target = await open(file, "w");
  for (;;) {
    stop.throwIfAborted();
    const stall = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      stall.reject(new DownloadError(`${response.url}: no data for ${stallTimeoutMs / 1000} s`));
    }, stallTimeoutMs);
    try {
      const { done, value } = await Promise.race([reader.read(), stall.promise]);
      if (done) return;
      await target.write(value);
    } catch (error) {
      await reader.cancel().catch(() => undefined);
      stop.throwIfAborted();
      throw error instanceof DownloadError ? error : new DownloadError(`${response.url}: ${reasonOf(error)}`);
    } finally {
      clearTimeout(timer);
    }
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/**
 * Compares the file with the hash that this repository pins, else with the release's own list. No hash at all is a
 * failure: TLS says who sends, not what was built. Says what to pin where only the list vouched for it.
 */
async function verify(file: string, name: string, base: string, stop: AbortSignal): Promise<void> {
  const actual = await sha256Of(file);
  const pinned = pinnedChecksums[name];
  if (pinned !== undefined) {
    if (pinned === actual) return;
    throw new DownloadError(
      `${base}/${name}: SHA-256 is ${actual}, tools/pulumi-cli/checksums.json says ${pinned}`,
    );
  }
  let list: string;
  try {
    list = await (await get(`${base}/pulumi-${cliVersion}-checksums.txt`, stop)).text();
  } catch (error) {
    stop.throwIfAborted();
    throw new DownloadError(`not taken, since its list of checksums cannot be had (${reasonOf(error)})`);
  }
  const expected = checksumOf(name, list);
  if (expected !== actual) {
    throw new DownloadError(`${base}/${name}: SHA-256 is ${actual}, the list says ${expected ?? "nothing"}`);
  }
  progress.say(
    `to hold everybody to this download, pin it in tools/pulumi-cli/checksums.json: "${name}": "${actual}"`,
  );
}

/** Downloads, verifies and unpacks the release into `folder`. */
export async function downloadRelease(
  folder: string,
  env: NodeJS.ProcessEnv,
  stop: AbortSignal,
): Promise<{ readonly why: string } | undefined> {
  const name = archiveName(process.platform, process.arch);
  if (name === undefined) return { why: `there is no release for ${process.platform}/${process.arch}` };
  const base = (env["STORE_TEAMS_PULUMI_MIRROR"] ?? officialDownload).replace(/\/$/, "");
  const archive = join(folder, "archive.tar.gz");
  try {
    const response = await get(`${base}/${name}`, stop);
    await progress.during(`downloading ${base}/${name}`, "1 min", () => save(response, archive, stop));
    await verify(archive, name, base, stop);
  } catch (error) {
    if (error instanceof DownloadError) return { why: error.message };
    throw error;
  }
  // The archive holds one folder, pulumi/, with all programs in it.
  const unpacked = await runStep("tar", ["-xzf", archive, "--strip-components=1"], {
    cwd: folder,
    env,
    stop,
  });
  if (unpacked.code !== 0) return { why: `${base}/${name}: tar cannot unpack it: ${unpacked.tail}` };
  await rm(archive);
  return undefined;
}
