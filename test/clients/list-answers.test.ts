import { describe, expect, it } from "vitest";
import type { ServiceWriter } from "../../providers/core/api.ts";
import { isNotFound, isPassing } from "../../providers/core/errors.ts";
import { answerWith, serviceOf } from "../kit/answers.ts";

const answering = (body: unknown): ServiceWriter =>
  serviceOf(({ path }) =>
    answerWith(body, { status: 200, site: { call: `GET ${path}`, host: "graph.test" } }),
  );

describe("an answer 200 to a list", () => {
  it.each([
    { name: "without a body", body: undefined },
    { name: "without value", body: {} },
    { name: "with value null", body: { value: null } },
    { name: "with an object for a list", body: { value: {} } },
    { name: "with an item that is no object", body: { value: [{ id: "1" }, null] } },
  ])("$name is a failed read that may pass, never an empty list", async ({ body }) => {
    const failed: unknown = await answering(body)
      .list("/groups?$top=5")
      .catch((error: unknown) => error);
    expect([isPassing(failed), isNotFound(failed)]).toEqual([true, false]);
    expect(String(failed)).toContain("GET /groups");
  });

  it("with an empty list is empty", async () => {
    expect(await answering({ value: [] }).list("/groups")).toEqual([]);
  });
});
