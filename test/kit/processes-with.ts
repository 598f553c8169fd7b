import { readdir, readFile } from "node:fs/promises";

/** Processes that have this text in their command line or environment. Linux tells; elsewhere none is seen. */
export async function processesWith(text: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const parts = await Promise.all(
        ["cmdline", "environ"].map((file) => readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "")),
      );
      return parts.some((part) => part.includes(text)) ? (parts[0] ?? "").replaceAll("\0", " ") : "";
    }),
  );
  return found.filter((commandLine) => commandLine !== "");
}
