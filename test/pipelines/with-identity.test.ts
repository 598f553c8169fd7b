// tools/pipeline/with-identity.mjs: a pipeline's own token, in a file, for the time of one command.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startForge, type ForgeStandIn } from "./forge-stand-in.ts";

let standIn: ForgeStandIn;
beforeEach(async () => {
  standIn = await startForge(async (bearer, audience) => `token of ${bearer} for ${audience}`);
});
afterEach(() => standIn.close());

/** Says where the token is, who may read it, and what it is. */
const tellToken =
  'f="$AZURE_FEDERATED_TOKEN_FILE"; echo "$f"; stat -c %a "$f" 2>/dev/null || stat -f %Lp "$f"; cat "$f"';

function withIdentity(
  more: Readonly<Record<string, string>>,
  ...command: readonly string[]
): Promise<{ readonly exitCode: number; readonly lines: readonly string[]; readonly error: string }> {
  const env = { PATH: process.env["PATH"] ?? "", ...more };
  return new Promise((resolve) => {
    const args = ["tools/pipeline/with-identity.mjs", ...command];
    const child = execFile(process.execPath, args, { env }, (_error, out, error) => {
      resolve({ exitCode: child.exitCode ?? -1, lines: out.split("\n"), error });
    });
  });
}

const onGitHub = (): Record<string, string> => ({
  ACTIONS_ID_TOKEN_REQUEST_URL: `${standIn.url}/actions/token?v=2`,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "dev-plan",
});
const onAzureDevOps = (): Record<string, string> => ({
  SYSTEM_OIDCREQUESTURI: `${standIn.url}/oidctoken`,
  SYSTEM_ACCESSTOKEN: "dev-plan",
  AZURE_SERVICE_CONNECTION_ID: "c1",
});

describe("with-identity", () => {
  it.each([
    ["GitHub", onGitHub],
    ["Azure DevOps", onAzureDevOps],
  ])(
    "on %s the command finds the token in a file of its own, which goes with it",
    async (_name, pipeline) => {
      const { exitCode, lines, error } = await withIdentity(pipeline(), "sh", "-c", `${tellToken}; exit 7`);
      const [file = "", mode, token] = lines;
      expect({ exitCode, error }).toEqual({ exitCode: 7, error: "" });
      expect(mode).toBe("600");
      expect(token).toBe("token of dev-plan for api://AzureADTokenExchange");
      expect(existsSync(file)).toBe(false);
    },
  );

  it("renews a token before it ends, while the command runs", async () => {
    await standIn.close();
    let given = 0;
    standIn = await startForge(async () => {
      given += 1;
      const claims = { exp: Date.now() / 1000 + 2, number: given };
      return `head.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.sign`;
    });
    const waitForAnother =
      'f="$AZURE_FEDERATED_TOKEN_FILE"; a=$(cat "$f"); i=0; ' +
      'while [ "$(cat "$f")" = "$a" ] && [ $i -lt 100 ]; do i=$((i+1)); sleep 0.1; done; cat "$f"';
    const { exitCode, lines } = await withIdentity(onGitHub(), "sh", "-c", waitForAnother);
    const claims = Buffer.from(lines[0]?.split(".")[1] ?? "", "base64url").toString("utf8");
    expect({ exitCode, claims }).toEqual({
      exitCode: 0,
      claims: expect.stringContaining('"number":2') as unknown,
    });
  });

  it("says where it fails when the pipeline gives no token, and runs nothing", async () => {
    await standIn.close();
    standIn = await startForge(async () => "");
    const { exitCode, lines, error } = await withIdentity(onGitHub(), "sh", "-c", "echo ran");
    expect({ exitCode, lines }).toEqual({ exitCode: 3, lines: [""] });
    expect(error).toContain(
      'the pipeline gave no identity token (answer 200). On GitHub the job needs "id-token: write".',
    );
  });

  it("asks a busy token service again", async () => {
    standIn.failures.push({ path: /token/, status: 503, times: 1 });
    const { exitCode } = await withIdentity(onGitHub(), "sh", "-c", tellToken);
    expect(exitCode).toBe(0);
  });

  it("outside of a pipeline the command runs as it is", async () => {
    const file = "AZURE_FEDERATED_TOKEN_FILE";
    const { exitCode, lines } = await withIdentity({ [file]: "own" }, "sh", "-c", `echo $${file}`);
    expect({ exitCode, lines }).toEqual({ exitCode: 0, lines: ["own", ""] });
  });

  it("without a command it says how it is used", async () => {
    expect(await withIdentity({})).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining("Usage") as unknown,
    });
  });
});
