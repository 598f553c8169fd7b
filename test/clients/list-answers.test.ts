import { describe, expect, it } from "vitest";
import { readerOver } from "../../providers/clients/graph.ts";
import { isNotFound, isPassing } from "../../providers/core/errors.ts";

const answering = (body: Record<string, unknown> | undefined): ReturnType<typeof readerOver> =>
  readerOver(async () => ({ status: 200, body }) as Awaited<ReturnType<Parameters<typeof readerOver>[0]>>);

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
    expect(String(failed)).toContain("GET /groups: no answer: the answer came without its list (value)");
  });

  it("with an empty list is empty", async () => {
    expect(await answering({ value: [] }).list("/groups")).toEqual([]);
  });
});
