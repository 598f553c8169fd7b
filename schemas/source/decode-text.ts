/** The text of a file, or what the file is instead. `offset` points into `shown`, a readable form of the text. */
export type DecodedText =
  | { readonly text: string }
  | { readonly message: string; readonly mend: string; readonly shown: string; readonly offset: number };

/** Bytes that are looked at to tell what a file is. */
const sampleBytes = 4096;

const saveAsText = "Save it with the encoding UTF-8 (in Excel: CSV UTF-8).";
const exportIt = "Export the table as CSV UTF-8 and name that file.";

const signatures: readonly {
  readonly bytes: readonly number[];
  readonly is: string;
  readonly mend: string;
}[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], is: "an Excel workbook or another zip archive", mend: exportIt },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], is: "an Excel workbook of before 2007", mend: exportIt },
  { bytes: [0xff, 0xfe, 0x00, 0x00], is: "text in UTF-32", mend: saveAsText },
  { bytes: [0x00, 0x00, 0xfe, 0xff], is: "text in UTF-32", mend: saveAsText },
  { bytes: [0xff, 0xfe], is: "text in UTF-16, which Excel calls Unicode text", mend: saveAsText },
  { bytes: [0xfe, 0xff], is: "text in UTF-16", mend: saveAsText },
  { bytes: [0x1f, 0x8b], is: "a gzip archive", mend: "Unpack it first." },
  { bytes: [0x25, 0x50, 0x44, 0x46], is: "a PDF document", mend: exportIt },
];

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/** UTF-16 without a mark at its beginning: every other byte is zero, as long as letters are plain. */
function looksLikeUtf16(bytes: Uint8Array): boolean {
  const length = Math.min(bytes.length, sampleBytes);
  const zeros = [0, 0];
  for (let at = 0; at < length; at++) if (bytes[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  return length >= 4 && Math.max(even, odd) > length / 4 && Math.min(even, odd) < length / 16;
}

/** What a file is that holds no text in UTF-8; undefined when its bytes do not say. */
function foreignKind(bytes: Uint8Array): { readonly is: string; readonly mend: string } | undefined {
  const known = signatures.find((signature) => startsWith(bytes, signature.bytes));
  if (known !== undefined) return known;
  return looksLikeUtf16(bytes) ? { is: "text in UTF-16", mend: saveAsText } : undefined;
}

/** Decodes UTF-8; a byte order mark is left out. Anything else is named for what it is, if its bytes tell. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const foreign = foreignKind(bytes);
  if (foreign !== undefined)
    return { message: `the file is ${foreign.is}, not UTF-8`, mend: foreign.mend, shown: "", offset: 0 };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    // The decoder has one way to fail.
    const shown = new TextDecoder("utf-8").decode(bytes);
    return {
      message: "the file is not UTF-8 from here on",
      mend: saveAsText,
      shown,
      offset: Math.max(0, shown.indexOf("\ufffd")),
    };
  }
}

/**
 * The same for exports, which are read as they come: UTF-16 is decoded where the bytes say so, and any encoding that
 * is named. What is neither is refused: a guess would spoil names without a word.
 */
export function decodeExport(bytes: Uint8Array, encoding: string | undefined): DecodedText {
  const named = encoding ?? utf16Of(bytes);
  if (named === undefined || named === "utf-8") {
    const decoded = decodeText(bytes);
    if ("text" in decoded || !decoded.message.startsWith("the file is not UTF-8")) return decoded;
    return { ...decoded, mend: "Say its encoding where it is named: `encoding: windows-1252`, perhaps." };
  }
  return { text: new TextDecoder(named).decode(bytes) };
}

function utf16Of(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (startsWith(bytes, [0xff, 0xfe]) && !startsWith(bytes, [0xff, 0xfe, 0x00, 0x00])) return "utf-16le";
  if (startsWith(bytes, [0xfe, 0xff])) return "utf-16be";
  if (!looksLikeUtf16(bytes)) return undefined;
  return bytes[1] === 0 ? "utf-16le" : "utf-16be";
}
