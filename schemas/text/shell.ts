import { encoderOf } from "./encoded.ts";
import { visible } from "./visible.ts";

/** For a command of a POSIX shell that somebody pastes: what is put in is one word of it. */
export const shellText = encoderOf("shell", (raw) =>
  /^[\w@%+=:,./-]+$/.test(raw) && !raw.startsWith("=") ? raw : `'${visible(raw).replaceAll("'", `'\\''`)}'`,
);

/** For a command of PowerShell: what is put in is one text. It takes curly quotes for quotes too. */
export const powershellText = encoderOf(
  "powershell",
  (raw) => `'${visible(raw).replace(/['‘’‚‛]/g, "$&$&")}'`,
);
