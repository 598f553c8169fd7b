import { RefusedError } from "../../../providers/core/errors.ts";
import type { Finding } from "../../changes/finding.ts";

/** Holds the address of a Workflows webhook ("When a Teams webhook request is received"). It is a secret. */
export const webhookVariable = "STORE_TEAMS_TEAMS_WEBHOOK";

/**
 * Most findings that a card names, and the longest text of one: Teams refuses messages over 28 KB. Source: "Microsoft
 * Teams" connector, known limitations, read 2026-11.
 */
const findingsMost = 10;
const textLengthMost = 200;
const waitMilliseconds = 30_000;

/**
 * Posts the summary of a look for drift to a channel. Throws RefusedError for an address that is none; no error shows
 * the address. Source: "Create incoming webhooks with Workflows for Microsoft Teams", read 2026-11.
 */
export async function postToTeams(
  address: string,
  title: string,
  findings: readonly Finding[],
  runUrl: string | undefined,
): Promise<void> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isLocal = url?.hostname === "127.0.0.1";
  if (url === undefined || (url.protocol !== "https:" && !isLocal))
    throw new RefusedError(`${webhookVariable} is no address that begins with https://.`);
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(cardMessage(title, findings, runUrl)),
    signal: AbortSignal.timeout(waitMilliseconds),
  }).catch(() => undefined);
  if (response === undefined) throw new Error(`the webhook of ${webhookVariable} does not answer`);
  if (!response.ok) throw new Error(`the webhook of ${webhookVariable} answers ${response.status}`);
}

/** A message with one adaptive card. Names come from the tenant: text runs show them as they are, without Markdown. */
export function cardMessage(title: string, findings: readonly Finding[], runUrl: string | undefined): object {
  const plain = (text: string, more: object = {}): object => ({
    type: "RichTextBlock",
    inlines: [{ type: "TextRun", text: text.slice(0, textLengthMost), ...more }],
  });
  const named = findings.slice(0, findingsMost);
  const rest = findings.length - named.length;
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [
      plain(title, { weight: "Bolder", size: "Medium" }),
      ...named.map(({ severity, label, what, who }) => plain(`${severity}: ${label}: ${what} ${who}`.trim())),
      ...(rest > 0 ? [plain(`and ${rest} more`)] : []),
    ],
    ...(runUrl === undefined
      ? {}
      : { actions: [{ type: "Action.OpenUrl", title: "The whole report", url: runUrl }] }),
  };
  const contentType = "application/vnd.microsoft.card.adaptive";
  return { type: "message", attachments: [{ contentType, contentUrl: null, content }] };
}
