import { encoderOf } from "./encoded.ts";
import { visible } from "./visible.ts";

/**
 * For the quoted text of a box: only letters, digits and plain punctuation stay, all else becomes an entity code of
 * Mermaid. So there is no HTML, no end of the text, no Markdown string, no formula and no icon.
 * Source: Mermaid "Flowcharts", entity codes; read 2026-11.
 */
export const mermaidText = encoderOf("mermaid", (raw) =>
  visible(raw)
    .replace(/[^\p{L}\p{M}\p{N} .,:/()_+…·-]/gu, (letter) => `#${letter.codePointAt(0) ?? 0};`)
    .replace(/(?<=\bfa[a-z]*):(?=fa-)/g, "#58;"),
);
