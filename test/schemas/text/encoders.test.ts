import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Encoder, Sink } from "../../../schemas/text/encoded.ts";
import { htmlText } from "../../../schemas/text/html.ts";
import { jsonText, jsonInScript } from "../../../schemas/text/json.ts";
import { markdownText } from "../../../schemas/text/markdown.ts";
import { mermaidText } from "../../../schemas/text/mermaid.ts";
import { sarifText } from "../../../schemas/text/sarif.ts";
import { powershellText, shellText } from "../../../schemas/text/shell.ts";
import { painted, passedOn, terminalText } from "../../../schemas/text/terminal.ts";
import { visible } from "../../../schemas/text/visible.ts";
import { xmlText } from "../../../schemas/text/xml.ts";
import { quotedYaml, yamlText } from "../../../schemas/text/yaml.ts";
import { hostileNames, hostileText, ordersIn, unseenPattern } from "../../kit/hostile.ts";

const encoders = {
  terminal: terminalText,
  markdown: markdownText,
  html: htmlText,
  mermaid: mermaidText,
  sarif: sarifText,
  xml: xmlText,
  yaml: yamlText,
  shell: shellText,
  powershell: powershellText,
} as const;
const all = Object.entries(encoders).map(([name, encoder]) => ({ name, encoder: encoder as Encoder<Sink> }));

/** The text that stands in the entities of HTML, XML and Mermaid. */
function decoded(text: string): string {
  const names: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  return text
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/&(\w+);/g, (whole, name: string) => names[name] ?? whole);
}

interface MarkdownNode {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly MarkdownNode[];
}

const parsed = (text: string): MarkdownNode =>
  fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });

/** Every node below one, itself included. */
const nodesIn = (node: MarkdownNode): readonly MarkdownNode[] => [
  node,
  ...(node.children ?? []).flatMap(nodesIn),
];

const textIn = (node: MarkdownNode): string =>
  nodesIn(node)
    .map(({ value }) => value ?? "")
    .join("");

describe.each(all)("the encoder for $name", ({ encoder }) => {
  it("lets nothing through that cannot be seen, and keeps one line", () => {
    fc.assert(
      fc.property(hostileText, (raw) => {
        expect(encoder.of(raw).text).not.toMatch(unseenPattern);
        expect(encoder.lines(raw).text.replaceAll("\n", "")).not.toMatch(unseenPattern);
      }),
    );
  });

  it("encodes what is put into a template, and nothing twice", () => {
    fc.assert(
      fc.property(hostileText, hostileText, (one, other) => {
        const inner = encoder`${one}`;
        expect(inner.text).toBe(encoder.of(one).text);
        expect(encoder`${inner}`.text).toBe(inner.text);
        expect(encoder.join([inner, other], ", ").text).toBe(encoder`${one}, ${other}`.text);
      }),
    );
  });

  it("leaves ordinary names as they are, but for the marks of its own language", () => {
    for (const name of ["Fresno", "São Paulo", "東京 3", "محل", "שדה"]) {
      expect(encoder.of(name).text.replaceAll(/^["']|["']$/g, "")).toBe(name);
    }
  });
});

describe("for a terminal or a pipeline's log", () => {
  it("no text gives an order, also where two parts meet", () => {
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 4 }), (parts) => {
        expect(ordersIn(terminalText.join(parts, "").text)).toEqual([]);
        expect(ordersIn(terminalText.join(parts, "\n").text)).toEqual([]);
        expect(ordersIn(terminalText.lines(parts.join("\n")).text)).toEqual([]);
        expect(ordersIn(passedOn(parts.join("")).text)).toEqual([]);
      }),
    );
    expect(ordersIn(terminalText`#${"#vso[a]"} #${"#"}[b]`.text)).toEqual([]);
  });

  it("of what another program printed only colours pass", () => {
    expect(passedOn("\u001b[31mred\u001b[0m\u001b[2J\u001b]0;x\u0007\r\n##vso[a]").text).toBe(
      "\u001b[31mred\u001b[0m\\u001b[2J\\u001b]0;x\\u0007\r\n\\u0023#vso[a]",
    );
  });

  it("colours of our own stay around what is encoded", () => {
    expect(painted(31, terminalText`${"a\u001b[2J"}`).text).toBe("\u001b[31ma\\u001b[2J\u001b[0m");
  });
});

describe("for Markdown", () => {
  const plain = new Set(["root", "paragraph", "text", "inlineCode", "list", "listItem", "strong"]);
  const shown = (raw: string): string => visible(raw.trim().replace(/\s+/g, " "));

  it.each(hostileNames)("$name is text and nothing but text", ({ text }) => {
    const tree = parsed(`- **Store**: ${markdownText.of(text).text}`);
    expect(
      nodesIn(tree)
        .map(({ type }) => type)
        .filter((type) => !plain.has(type)),
    ).toEqual([]);
    expect(textIn(tree)).toBe(`Store: ${shown(text)}`);
  });

  it("every text reads in the page as it is", () => {
    fc.assert(
      fc.property(hostileText, (raw) => {
        const tree = parsed(`- x ${markdownText.of(raw).text}`);
        expect(
          nodesIn(tree)
            .map(({ type }) => type)
            .filter((type) => !plain.has(type)),
        ).toEqual([]);
        expect(textIn(tree)).toBe(`x ${shown(raw)}`.trim());
      }),
      { numRuns: 1000 },
    );
  });

  it("nothing outside code is an address, a mention or a reference", () => {
    fc.assert(
      fc.property(hostileText, (raw) => {
        const texts = nodesIn(parsed(`- x ${markdownText.of(raw).text}`)).filter(
          ({ type }) => type === "text",
        );
        for (const { value } of texts) expect(value).not.toMatch(/[@#]|:\/\/|www\.|GH-\d|:\w+:/i);
      }),
    );
  });

  it("begins no list and no heading", () => {
    fc.assert(
      fc.property(hostileText, (raw) => {
        const text = markdownText.of(raw).text;
        if (text === "") return;
        expect(parsed(`- ${text}`).children?.[0]?.children?.[0]?.children?.map(({ type }) => type)).toEqual([
          "paragraph",
        ]);
      }),
    );
  });

  it("a cell of a table stays one cell", () => {
    fc.assert(
      fc.property(hostileText, (raw) => {
        const table = `| a | b |\n|---|---|\n| ${markdownText.of(raw).text} | end |`;
        const cells = nodesIn(parsed(table)).filter(({ type }) => type === "tableCell");
        expect(cells.slice(2).map(textIn)).toEqual([shown(raw), "end"]);
      }),
    );
  });
});

describe("for HTML and XML", () => {
  it("no text begins or ends an element or an attribute, and it reads as it is", () => {
    fc.assert(
      fc.property(hostileText, (raw) => {
        for (const encoder of [htmlText, xmlText]) {
          expect(encoder.of(raw).text).not.toMatch(/[<>"']|&(?!#?\w+;)/);
          expect(decoded(encoder.of(raw).text)).toBe(visible(raw));
        }
      }),
    );
  });

  it("data in a script is the same data and cannot end it", () => {
    fc.assert(
      fc.property(hostileText, (raw) => {
        const { text } = jsonInScript({ a: [raw] });
        expect(text).not.toContain("<");
        expect(JSON.parse(text)).toEqual({ a: [raw] });
      }),
    );
  });
});

describe("for Mermaid", () => {
  it("a text holds letters, digits and plain marks only, and reads as it is", () => {
    fc.assert(
      fc.property(hostileText, (raw) => {
        const { text } = mermaidText.of(raw);
        expect(text.replaceAll(/#\d+;/g, "")).toMatch(/^[\p{L}\p{M}\p{N} .,:/()_+…·-]*$/u);
        const read = text.replaceAll(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
        expect(read).toBe(visible(raw));
      }),
    );
  });
});

describe("for JSON, YAML and SARIF", () => {
  it("JSON and YAML read back as the same text, with nothing unseen in them", () => {
    fc.assert(
      fc.property(hostileText, (raw) => {
        const { text } = jsonText({ a: raw }, 1);
        expect(JSON.parse(text)).toEqual({ a: raw });
        expect(text.replaceAll("\n", "")).not.toMatch(unseenPattern);
        expect(ordersIn(text)).toEqual([]);
        expect(parse(`a: { b: ${quotedYaml(raw)} }`)).toEqual({ a: { b: raw } });
      }),
    );
  });

  it("a message of SARIF has no link and no placeholder", () => {
    fc.assert(
      fc.property(hostileText, (raw) => {
        const { text } = sarifText.of(raw);
        expect(text).not.toMatch(/\]\(/);
        expect(text.replaceAll(/\{\{|\}\}/g, "")).not.toMatch(/[{}]/);
      }),
    );
  });
});

describe("for commands that somebody pastes", () => {
  it("a shell takes each text for one word", () => {
    const samples = fc.sample(hostileText, { numRuns: 300, seed: 7 });
    const words = shellText.join(samples, " ").text;
    const said = execFileSync("sh", ["-c", `printf '%s\\0' ${words}`], { encoding: "utf8" });
    expect(said.split("\0").slice(0, -1)).toEqual(samples.map(visible));
  });

  it("PowerShell finds no end of the text within it", () => {
    fc.assert(
      fc.property(hostileText, (raw) => {
        const inside = powershellText.of(raw).text.slice(1, -1);
        expect(inside.replaceAll(/(['‘’‚‛])\1/g, "")).not.toMatch(/['‘’‚‛]/);
      }),
    );
  });
});

describe("what is meant stays", () => {
  it.each(["👩‍👧‍👦", "❤️", "می‌خواهم", "क्‍ष", "👍🏽"])("%s", (text) => {
    expect(visible(text)).toBe(text);
  });

  it.each([
    { text: "Fres\u200dno", seen: "Fres\\u200dno" },
    { text: "a\u{e0041}", seen: "a\\udb40\\udc41" },
    { text: "a\nb\tc", seen: "a\\nb\\tc" },
  ])("$seen", ({ text, seen }) => {
    expect(visible(text)).toBe(seen);
  });
});
