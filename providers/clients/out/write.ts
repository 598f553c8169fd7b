import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { Encoded, type Sink } from "../../../schemas/text/encoded.ts";

/** Plans, reports and lists name people: only who made them may read them. */
const onlyOwner = { file: 0o600, folder: 0o700 } as const;

/** What a file may hold: text that is encoded for who reads it, or bytes that are not text. */
export type Content = Encoded<Sink> | Uint8Array;

const bytesOf = (content: Content): string | Uint8Array =>
  content instanceof Encoded ? content.text : content;

/**
 * Writes a file that only its owner may read, at once: a reader sees the old one or the new one, never half of it and
 * never one that others could open in between. Makes its folder.
 */
export async function writePrivate(file: string, content: Content): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: onlyOwner.folder });
  const unfinished = `${file}.${process.pid}.part`;
  try {
    await rm(unfinished, { force: true });
    await writeFile(unfinished, bytesOf(content), { mode: onlyOwner.file });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** The same for the moment in which a process ends. */
export function writePrivateNow(file: string, content: Content): void {
  mkdirSync(dirname(file), { recursive: true, mode: onlyOwner.folder });
  const unfinished = `${file}.${process.pid}.part`;
  try {
    rmSync(unfinished, { force: true });
    writeFileSync(unfinished, bytesOf(content), { mode: onlyOwner.file });
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/**
 * A folder that only its owner may enter, also where it was there: other programs, such as Pulumi, leave files in it
 * with modes of their own.
 */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: onlyOwner.folder });
  chmodSync(folder, onlyOwner.folder);
}

/** Writes a file of the person who runs this, such as the config. Its mode stays as they set it. */
export function writeOwn(file: string, text: string): void {
  writeFileSync(file, text);
}

/** Makes a new file of the person who runs this, and its folders. Throws when there is one: it is never replaced. */
export async function makeOwn(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, { flag: "wx" });
}
