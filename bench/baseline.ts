// What people do today, as a plain script: one request after the other, one for each member, and when the service says
// 429, wait and try again. It knows nothing of this project.
interface Facts {
  readonly graphUrl: string;
  readonly authorityUrl: string;
  readonly tenantId: string;
  readonly clients: readonly { name: string; clientId: string; clientSecret: string }[];
}

/** Makes stores of these people, one store after the other. Returns what it cost. */
export async function baseline(
  facts: Facts,
  clientName: string,
  stores: readonly (readonly string[])[],
): Promise<{ readonly seconds: number; readonly requests: number; readonly throttled: number }> {
  const began = performance.now();
  const { send, counts } = await signedIn(facts, clientName);
  for (const [index, [owner = "", ...members]] of stores.entries()) {
    const accepted = await send("POST", "/teams", {
      "template@odata.bind": "https://graph.microsoft.com/v1.0/teamsTemplates('standard')",
      displayName: `Baseline ${index + 1}`,
      members: [member(owner, ["owner"])],
    });
    const team = /teams\('([^']+)'\)/.exec(accepted.headers.get("location") ?? "")?.[1] ?? "";
    for (const person of members) await send("POST", `/teams/${team}/members`, member(person, []));
    for (const displayName of ["Shift handoff", "Store readiness"])
      await send("POST", `/teams/${team}/channels`, { displayName });
  }
  return { seconds: (performance.now() - began) / 1000, ...counts };
}

function member(person: string, roles: readonly string[]): Readonly<Record<string, unknown>> {
  return {
    "@odata.type": "#microsoft.graph.aadUserConversationMember",
    roles,
    "user@odata.bind": `https://graph.microsoft.com/v1.0/users('${person}')`,
  };
}

type Send = (method: string, path: string, body: Readonly<Record<string, unknown>>) => Promise<Response>;

async function signedIn(
  facts: Facts,
  clientName: string,
): Promise<{ send: Send; counts: { requests: number; throttled: number } }> {
  const client = facts.clients.find(({ name }) => name === clientName);
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: client?.clientId ?? "",
    client_secret: client?.clientSecret ?? "",
    scope: "https://graph.microsoft.com/.default",
  });
  const url = `${facts.authorityUrl}/${facts.tenantId}/oauth2/v2.0/token`;
  const { access_token: token } = (await (await fetch(url, { method: "POST", body: form })).json()) as {
    access_token: string;
  };
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const counts = { requests: 0, throttled: 0 };
  const send: Send = async (method, path, body) => {
    for (let attempt = 1; ; attempt += 1) {
      counts.requests += 1;
      const init = { method, headers, body: JSON.stringify(body) };
      const response = await fetch(`${facts.graphUrl}/v1.0${path}`, init);
      if (response.ok) return response;
      const text = await response.text();
      if (response.status !== 429) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      counts.throttled += 1;
      const seconds = Number(response.headers.get("retry-after") ?? 2 ** attempt);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  };
  return { send, counts };
}
