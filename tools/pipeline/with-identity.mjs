// Runs a command with the pipeline's own identity token in a file, renewed while the command runs: for Pulumi's
// state backend and for the services alike. No secret is needed.
//
//   node tools/pipeline/with-identity.mjs npm run plan -- --stack dev
//
// GitHub Actions: the job needs "id-token: write". Azure Pipelines: the step maps SYSTEM_ACCESSTOKEN and
// AZURE_SERVICE_CONNECTION_ID. Anywhere else the command runs as it is. Exit code: the command's own, 3 when no
// token could be had. Plain JavaScript for Node 18 and newer, without packages: it runs before there are any.
// Sources: GitHub "OpenID Connect reference", Azure DevOps REST "Oidctoken - Create", read 2026-11.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exitCodeOf, runChild } from "../setup/child.mjs";

const audience = "api://AzureADTokenExchange";
/** Tokens of pipelines live for 5 to 10 minutes; where a token says how long, half of that counts. */
const renewAfterSecondsMax = 240;
const renewAfterFailureSeconds = 30;
/** Tries of one renewal; a token service may be busy for a moment. */
const triesMax = 5;

/** Where this pipeline gives out tokens; undefined when it is none. */
function tokenSource(env) {
  if (env.ACTIONS_ID_TOKEN_REQUEST_URL && env.ACTIONS_ID_TOKEN_REQUEST_TOKEN) {
    const url = `${env.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=${encodeURIComponent(audience)}`;
    return { url, method: "GET", bearer: env.ACTIONS_ID_TOKEN_REQUEST_TOKEN, field: "value" };
  }
  if (env.SYSTEM_OIDCREQUESTURI && env.SYSTEM_ACCESSTOKEN && env.AZURE_SERVICE_CONNECTION_ID) {
    const connection = encodeURIComponent(env.AZURE_SERVICE_CONNECTION_ID);
    const url = `${env.SYSTEM_OIDCREQUESTURI}?api-version=7.1&serviceConnectionId=${connection}`;
    return { url, method: "POST", bearer: env.SYSTEM_ACCESSTOKEN, field: "oidcToken" };
  }
  return undefined;
}

async function fetchToken({ url, method, bearer, field }) {
  const headers = {
    authorization: `Bearer ${bearer}`,
    "content-type": "application/json",
    // Azure DevOps answers 401 with it, and leads to a page to sign in without.
    "x-tfs-fedauthredirect": "Suppress",
  };
  const response = await fetch(url, { method, headers });
  const token = response.ok ? (await response.json())[field] : undefined;
  if (typeof token === "string" && token !== "") return token;
  const isBusy = response.status === 429 || response.status >= 500;
  throw Object.assign(new Error(`the pipeline gave no identity token (answer ${response.status})`), {
    isFinal: !isBusy,
  });
}

async function tokenWithRetries(source) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetchToken(source);
    } catch (error) {
      if (attempt === triesMax || error.isFinal) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempt));
    }
  }
}

/** Half of what is left of a token's life, in seconds: at least 1, at most `renewAfterSecondsMax`. */
function renewAfterSeconds(token) {
  try {
    const { exp } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    const halfSeconds = (exp - Date.now() / 1000) / 2;
    return Number.isFinite(halfSeconds)
      ? Math.min(Math.max(halfSeconds, 1), renewAfterSecondsMax)
      : renewAfterSecondsMax;
  } catch {
    return renewAfterSecondsMax;
  }
}

/** Keeps a token in the file until the answer is called. Resolves when the first one is there. */
async function keepToken(source, file) {
  let timer;
  let isOver = false;
  const renewIn = (seconds) => {
    if (!isOver) timer = setTimeout(() => void renew(), seconds * 1000);
  };
  const write = async () => {
    const token = await tokenWithRetries(source);
    if (isOver) return;
    // Whole at any moment: somebody may be reading.
    writeFileSync(`${file}.next`, token, { mode: 0o600 });
    renameSync(`${file}.next`, file);
    renewIn(renewAfterSeconds(token));
  };
  const renew = async () => {
    try {
      await write();
    } catch (error) {
      console.error(`with-identity: not renewed: ${error.message}`);
      renewIn(renewAfterFailureSeconds);
    }
  };
  await write();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

const usage = "Usage: node tools/pipeline/with-identity.mjs <command> [arguments…]";

async function main([command, ...args]) {
  if (command === "--help" || command === "-h") {
    console.log(
      `${usage}\n\nRuns the command with the pipeline's own identity token in a file that is renewed meanwhile.`,
    );
    return 0;
  }
  if (command === undefined || command.startsWith("-")) {
    console.error(command === undefined ? usage : `error: unknown option '${command}'\n${usage}`);
    return 2;
  }
  const source = tokenSource(process.env);
  if (source === undefined) return exitCodeOf(await runChild(command, args, { stdio: "inherit" }));
  const folder = mkdtempSync(join(tmpdir(), "store-teams-"));
  try {
    const file = join(folder, "identity-token");
    const stop = await keepToken(source, file);
    try {
      const env = { ...process.env, AZURE_FEDERATED_TOKEN_FILE: file };
      return exitCodeOf(await runChild(command, args, { stdio: "inherit", env }));
    } finally {
      stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`with-identity: ${error.message}. On GitHub the job needs "id-token: write".`);
  process.exitCode = 3;
}
