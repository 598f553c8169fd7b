import { jsonText } from "../../../schemas/text/json.ts";
import { join } from "node:path";
import { connect } from "../../../providers/clients/connect.ts";
import { writeOwn, writePrivateNow } from "../../../providers/clients/out/write.ts";
import { RefusedError } from "../../../providers/core/errors.ts";
import { Encoded, type Sink } from "../../../schemas/text/encoded.ts";
import { patchText } from "../../../schemas/text/patch.ts";
import { terminalText } from "../../../schemas/text/terminal.ts";
import type { Derived } from "../../derive/desired-resource.ts";
import { deriveEnvironment } from "../../derive/environment.ts";
import { ownsShared, shareIn } from "../../derive/share.ts";
import { deriveStack, type StackPart } from "../../derive/stack.ts";
import type { LoadedOrg } from "../../config/load-org.ts";
import { loadStack, type LoadedStack } from "../../config/load-stack.ts";
import { driftText, nextSteps } from "../../drift/text.ts";
import {
  driftJson,
  driftJunit,
  driftMarkdown,
  driftSarif,
  type DriftReport,
} from "../../drift/pages/formats.ts";
import { driftHtml } from "../../drift/pages/html.ts";
import { rankOf, type Severity } from "../../changes/finding.ts";
import { namesIn, type Names } from "../../drift/differs/findings.ts";
import { refuseOtherTarget } from "../first-checks/other-target.ts";
import { notFoundOut } from "../../target/compare.ts";
import { aboutThis } from "./about-this.ts";
import { lookProgress } from "./look-progress.ts";
import { acceptFindings, findingBy, type Acceptable } from "./accept-findings.ts";
import { driftEdits, editsFileName, editsMost } from "../../drift/accept/proposed-edits.ts";
import { lookAtTenant } from "../../drift/look-at-tenant.ts";

const writers = {
  md: ["md", driftMarkdown],
  html: ["html", driftHtml],
  json: ["json", driftJson],
  sarif: ["sarif.json", driftSarif],
  junit: ["junit.xml", driftJunit],
} as const satisfies Readonly<
  Record<string, readonly [ending: string, (report: DriftReport, names: Names) => Encoded<Sink>]>
>;

export type Format = keyof typeof writers;
export const formatNames = Object.keys(writers) as readonly Format[];

/** Throws RefusedError that says what there is, when the list names something else. */
export function formatsIn(list: string): readonly Format[] {
  const asked = list.split(",").map((word) => word.trim());
  const unknown = asked.filter((word) => !(word in writers));
  if (unknown.length > 0) {
    throw new RefusedError(
      `--format: there is no "${unknown.join(", ")}"; expected ${formatNames.join(", ")}.`,
    );
  }
  return asked as Format[];
}

export interface DriftRequest {
  readonly stack: string;
  readonly stackFile: string;
  /** Says who we are and where the services are. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly formats: readonly Format[];
  /** Folder of the reports. */
  readonly out: string;
  readonly failOn: Severity;
  /** Ids of findings that config shall take over. */
  readonly accept: readonly string[];
  /** Leaves the edits by which config would say what was found, for a pull request. Edits nothing itself. */
  readonly propose?: boolean;
  readonly confirmAfterSeconds: number;
  /** Takes what people are told. */
  readonly say: (text: Encoded<"terminal">) => void;
}

/**
 * Looks, tells, writes the reports. Returns the exit code. Throws ConfigError, RefusedError or SignInError before any
 * read.
 */
export async function runDrift(request: DriftRequest): Promise<number> {
  const { stack, stackFile, environment, confirmAfterSeconds } = request;
  const loadedStack = loadStack(stackFile);
  const { loaded, derived, settings } = loadedStack;
  const part = partOf(loadedStack);
  const names = namesIn(loaded.org, derived.labels);
  const api = connect(environment);
  await api.signIn();
  const unknown = await refuseOtherTarget(api, loadedStack.target);
  const looked = await lookAtTenant({
    api,
    org: loaded.org,
    derived,
    ...wholeOf(part, loaded),
    names,
    stack,
    confirmAfterSeconds,
    onProgress: lookProgress(),
  });
  const stranger = unknown === undefined ? [] : [{ resource: "", label: notFoundOut, reason: unknown }];
  const about = await aboutThis(loadedStack.target, [stackFile, ...loaded.files], environment);
  const report = { ...looked, about, unread: [...stranger, ...looked.unread] };
  tell(request, report, names);
  const derive = ({ org, places }: LoadedOrg): Derived => deriveStack(org, part, places);
  const acceptable = { loaded, orgFile: String(settings["org"]), derived, derive, report, names };
  if (request.accept.length > 0) return accept(request, acceptable);
  if (request.propose === true) leaveEdits(request, acceptable);
  if (report.findings.length > 0) request.say(nextSteps(report.findings, stack));
  return exitCodeOf(report, request.failOn);
}

/** Edits the config files and leaves the patch. Returns 0 when all is edited, 1 when a person must edit something. */
function accept({ accept: ids, out, stack, say }: DriftRequest, acceptable: Acceptable): number {
  const findings = ids.map((id) => {
    try {
      return findingBy(acceptable.report.findings, id);
    } catch (error) {
      throw error instanceof RangeError ? new RefusedError(`--accept: ${error.message}`) : error;
    }
  });
  const { accepted, edited, patch } = acceptFindings(acceptable, [...new Set(findings)]);
  for (const { id, finding, byHand } of accepted) {
    const told = `${id}  ${finding.label}: ${finding.what} ${finding.who}`.trim();
    say(
      byHand === undefined
        ? terminalText`accepted  ${told}`
        : terminalText`by hand   ${told}\n          ${byHand}`,
    );
  }
  for (const [file, text] of edited) writeOwn(file, text);
  if (patch !== "") {
    const file = join(out, `accept-${stack}.patch`);
    writePrivateNow(file, patchText(patch));
    const files = [...edited.keys()].join(", ");
    say(terminalText`\n${terminalText.lines(patch)}\nEdited: ${files}. The same as a patch: ${file}`);
  }
  return accepted.some(({ byHand }) => byHand !== undefined) ? 1 : 0;
}

/** Leaves what `publish drift --pull-request` takes. */
function leaveEdits({ out, stack, say }: DriftRequest, acceptable: Acceptable): void {
  const edits = driftEdits(stack, acceptFindings(acceptable, acceptable.report.findings.slice(0, editsMost)));
  const file = join(out, editsFileName(stack));
  writePrivateNow(file, jsonText(edits, 1));
  say(terminalText`${edits.commits.length} findings can be taken over by config: ${file}`);
}

function partOf({ program, settings }: LoadedStack): StackPart & { readonly environment: string } {
  const { environment } = settings;
  return {
    program,
    environment: typeof environment === "string" ? environment : "",
    share: shareIn(settings),
  };
}

/** Strangers are told once an environment: by the stack that owns what stands behind no store. */
function wholeOf(
  { program, environment, share }: ReturnType<typeof partOf>,
  { org, places }: LoadedOrg,
): { environment?: Derived } {
  if (program !== "environment" || !ownsShared(share ?? {})) return {};
  return { environment: deriveEnvironment(org, environment, places) };
}

function tell({ stack, formats, out, say }: DriftRequest, report: DriftReport, names: Names): void {
  say(driftText(report.findings, stack, { read: report.read.length, unread: report.unread.length }));
  if (report.noise.length > 0)
    say(terminalText`NOISE  ${report.noise.length} texts spelled differently by the service`);
  for (const { text, mend } of report.waiting) say(terminalText`WAITS  for a person: ${text} ⇒ ${mend}`);
  for (const { label, reason } of report.unread) say(terminalText`could not be read: ${label}: ${reason}`);
  const files = formats.map((format) => {
    const [ending, write] = writers[format];
    const file = join(out, `drift-${stack}.${ending}`);
    writePrivateNow(file, write(report, names));
    return file;
  });
  say(
    terminalText`\n${report.read.length} resources read, nothing written to the tenant. Reports: ${files.join(", ")}`,
  );
}

function exitCodeOf({ findings, unread }: DriftReport, failOn: Severity): number {
  if (findings.some(({ severity }) => rankOf(severity) >= rankOf(failOn))) return 7;
  return unread.length > 0 ? 1 : 0;
}
