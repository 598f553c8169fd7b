// Some values of a bulk membership call fail although they are good. Source: "conversationMember: add",
// "conversationMember: remove".
import type { Ask, Passage } from "../ask.ts";
import type { Reply } from "../http/message.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { Then } from "./plan.ts";

/** Takes the last values out of the request and reports them as failed beside the results of the others. */
export function splitPartial(then: Extract<Then, { kind: "partial" }>, ask: Ask): Passage {
  const { request, tenant } = ask;
  const body = readJson(request.bodyText);
  const values: unknown[] = Array.isArray(body?.["values"]) ? body["values"] : [];
  // Whatever is wrong with the request itself is for the service to say.
  if (body === undefined || values.length === 0) return { request, leave: (reply) => reply };
  const kept = values.slice(0, Math.max(0, values.length - then.items));
  const result = (value: unknown, error: JsonObject | null): JsonObject => {
    const bind = isObject(value) ? String(value["user@odata.bind"]) : "";
    const key = /users(?:\('([^']+)'\)|\/([^/]+))$/.exec(bind)?.slice(1).find(Boolean) ?? bind;
    return {
      "@odata.type": "#microsoft.graph.aadUserConversationMemberResult",
      userId: tenant.user(key)?.id ?? key,
      error,
    };
  };
  const failed = values.slice(kept.length);
  const failures = failed.map((value) => result(value, { code: then.code, message: then.message }));
  const partial = (reply: Reply): Reply => {
    // 204 says nothing about the values: all that were sent went well.
    const sent = reply.body?.["value"];
    const done: unknown[] = Array.isArray(sent) ? sent : kept.map((value) => result(value, null));
    return { ...reply, status: 207, body: { ...reply.body, value: [...done, ...failures] } };
  };
  if (kept.length === 0) {
    const none: Reply = { status: 207, body: { value: failures } };
    return { request, answer: none, leave: () => none };
  }
  return { request: { ...request, bodyText: JSON.stringify({ ...body, values: kept }) }, leave: partial };
}

function readJson(text: string): JsonObject | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}
