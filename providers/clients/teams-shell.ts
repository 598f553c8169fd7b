import { execFile } from "node:child_process";
import { join } from "node:path";
import type { HierarchyUploadStatus, JsonObject, TeamsShellWriter } from "../core/api.ts";
import { ApiError } from "../core/errors.ts";
import { isObject, jsonIn, optionalObject, optionalText } from "../core/json.ts";
import type { RenewableCredential } from "./sign-in/credentials.ts";

interface ShellOptions {
  /** PATH says where pwsh is. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Files to upload are named relative to it. */
  readonly folder: string;
  /** Tokens for Microsoft Graph and for the Teams service, in this order. */
  readonly tokens: () => Promise<readonly [string, string]>;
}

/** The module takes a minute to load on a slow machine; a call that takes longer than this has hung. */
const callMillisecondsMax = 300_000;

/** "Skype and Teams Tenant Admin API", the second token that Connect-MicrosoftTeams asks for. */
const teamsAdminResource = "48ac35b8-9aa8-4d74-927d-1f4a14a0b239";

/**
 * The PowerShell module MicrosoftTeams, for the one thing that has no documented REST interface. The identity is the
 * same as everywhere; its tokens go through the environment of the child, never through its command line. It needs
 * the role Teams administrator. Sources: "Set-TeamTargetingHierarchy", "Get-TeamTargetingHierarchyStatus",
 * "Application-based authentication in Teams PowerShell Module" (it lists the cmdlets that do not work for apps;
 * these are not among them), read 2026-11.
 */
export function teamsShell(options: ShellOptions): TeamsShellWriter {
  let whyMissing: Promise<string | undefined> | undefined;

  async function call(cmdlet: string, values: Readonly<Record<string, string>> = {}): Promise<string> {
    const [graphToken, teamsToken] = await options.tokens();
    const script =
      "$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue'; Import-Module MicrosoftTeams; " +
      "Connect-MicrosoftTeams -AccessTokens @($env:STORE_TEAMS_GRAPH_TOKEN, $env:STORE_TEAMS_TEAMS_TOKEN) | Out-Null; " +
      `${cmdlet} | ConvertTo-Json -Compress -Depth 4`;
    const secrets = { STORE_TEAMS_GRAPH_TOKEN: graphToken, STORE_TEAMS_TEAMS_TOKEN: teamsToken };
    return run(options.environment, script, { ...values, ...secrets }, Object.values(secrets));
  }

  return {
    missing: () => {
      whyMissing ??= findModule(options.environment);
      return whyMissing;
    },
    hierarchyStatus: async (requestId) => {
      const asked = requestId === undefined ? "" : " -RequestId $env:STORE_TEAMS_REQUEST";
      const values = requestId === undefined ? {} : { STORE_TEAMS_REQUEST: requestId };
      const [status] = answersIn(await call(`Get-TeamTargetingHierarchyStatus${asked}`, values));
      return status === undefined ? undefined : statusFrom(status);
    },
    setHierarchy: async (path) => {
      const values = { STORE_TEAMS_FILE: join(options.folder, path) };
      const answers = answersIn(
        await call("Set-TeamTargetingHierarchy -FilePath $env:STORE_TEAMS_FILE", values),
      );
      return requestIdIn(answers);
    },
    removeHierarchy: async () => {
      try {
        await call("Remove-TeamTargetingHierarchy");
      } catch (error) {
        // What the module says when there is none.
        if (!(error instanceof ApiError) || !/object is null/i.test(error.serviceMessage)) throw error;
      }
    },
  };
}

export async function tokensFrom(
  credential: RenewableCredential,
  graphOrigin: string,
): Promise<readonly [string, string]> {
  const [graph, teams] = await Promise.all(
    [graphOrigin, teamsAdminResource].map((resource) => credential.getToken(`${resource}/.default`)),
  );
  if (graph == null || teams == null)
    throw new Error("the sign-in service gave no token for Teams PowerShell");
  return [graph.token, teams.token];
}

/** Older versions of the module lack the cmdlet, so the cmdlet is asked for and not the module. */
async function findModule(environment: ShellOptions["environment"]): Promise<string | undefined> {
  const script = "(Get-Command Set-TeamTargetingHierarchy -ErrorAction SilentlyContinue).Name";
  try {
    const found = await run(environment, script, {}, []);
    return found.includes("Set-TeamTargetingHierarchy")
      ? undefined
      : "the PowerShell module MicrosoftTeams is not installed here, or is too old";
  } catch (error) {
    if (error instanceof ApiError && error.code === "ENOENT")
      return "PowerShell 7 (pwsh) is not installed here";
    throw error;
  }
}

/** Runs a script and returns what it prints. Throws ApiError: status 0 when the outcome is unknown, else 400. */
function run(
  environment: ShellOptions["environment"],
  script: string,
  values: Readonly<Record<string, string>>,
  secrets: readonly string[],
): Promise<string> {
  const cmdlet = /[A-Z][a-z]+-Team\w+/.exec(script)?.[0] ?? "pwsh";
  return new Promise((resolve, reject) => {
    const settings = {
      env: { ...withoutSecrets(environment), ...values },
      timeout: callMillisecondsMax,
      maxBuffer: 16_000_000,
      windowsHide: true,
    };
    execFile(
      "pwsh",
      ["-NoProfile", "-NonInteractive", "-Command", script],
      settings,
      (error, stdout, stderr) => {
        if (error === null) {
          resolve(stdout);
          return;
        }
        const code = typeof error.code === "string" ? error.code : "";
        // Without an exit code it was killed or never started: what it did is unknown.
        const status = typeof error.code === "number" || code === "ENOENT" ? 400 : 0;
        const said = stderr.trim() || stdout.trim() || error.message.split("\n")[0] || "";
        const serviceMessage = secrets
          .reduce((text, secret) => text.replaceAll(secret, "…"), said)
          .slice(0, 4000);
        reject(new ApiError({ status, code, serviceMessage, call: cmdlet }));
      },
    );
  });
}

/** PowerShell needs none of our own credentials: it gets tokens that run out. */
function withoutSecrets(environment: ShellOptions["environment"]): ShellOptions["environment"] {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/SECRET|TOKEN|PASSPHRASE|PASSWORD/.test(name)),
  );
}

/** The objects of the last line that is JSON; notes of the module may stand around it, `[warning] …` among them. */
function answersIn(stdout: string): readonly JsonObject[] {
  const values = stdout
    .split(/\r?\n/)
    .map((text) => text.trim())
    .filter((text) => text.startsWith("{") || text.startsWith("["))
    .map(jsonIn);
  const answer = values.findLast((value) => value !== undefined);
  return (Array.isArray(answer) ? answer : [answer]).filter(isObject);
}

/** The cmdlet answers with key and value; PowerShell writes a dictionary as an object. */
function requestIdIn(answers: readonly JsonObject[]): string {
  for (const answer of answers) {
    const id =
      optionalText(answer, "Key") === "requestId"
        ? optionalText(answer, "Value")
        : optionalText(answer, "requestId");
    if (id !== undefined) return id;
  }
  throw new ApiError({
    status: 0,
    code: "",
    serviceMessage: "it gave no requestId",
    call: "Set-TeamTargetingHierarchy",
  });
}

/** Older versions of the module put the message one level deeper. */
function statusFrom(answer: JsonObject): HierarchyUploadStatus {
  const details = optionalObject(answer, "ErrorDetails") ?? {};
  return {
    requestId: optionalText(answer, "Id") ?? "",
    status: optionalText(answer, "Status") ?? "",
    errorMessage: optionalText(answer, "ErrorMessage") ?? optionalText(details, "ErrorMessage") ?? "",
    fileName: optionalText(answer, "FileName") ?? "",
  };
}
