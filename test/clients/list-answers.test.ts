import { describe, expect, it } from "vitest";
import type { ServiceWriter } from "../../providers/core/api.ts";
import { isNotFound, isPassing } from "../../providers/core/errors.ts";
import { bounds } from "../../providers/core/bounds.ts";
import { RefusedError } from "../../providers/core/errors.ts";
import { readerOver } from "../../providers/clients/calls/reader.ts";
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

describe("a list that does not end", () => {
  const page = (next: string): unknown => ({ value: [{ id: "1" }], "@odata.nextLink": next });

  it("whose next page is always new ends after the most pages, and nothing is concluded from what came", async () => {
    let pages = 0;
    const service = serviceOf(() => answerWith(page(`/groups?$skiptoken=${(pages += 1)}`)));
    const failed: unknown = await service.list("/groups").catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(RefusedError);
    expect(String(failed)).toContain(
      `GET /groups: the list does not end: more than ${bounds.pagesMost} pages`,
    );
    expect(pages).toBe(bounds.pagesMost);
  });

  it("whose next page was there before ends at once", async () => {
    let pages = 0;
    const service = serviceOf(() => answerWith(page(`/groups?$skiptoken=${(pages += 1) % 3}`)));
    await expect(service.list("/groups")).rejects.toThrow("the same page was offered twice after 4 pages");
    expect(pages).toBe(4);
  });

  it("whose pages come very late ends after the most time", async () => {
    let now = 0;
    const minute = 60_000;
    const service = readerOver(
      async (_request, decode) => {
        now += minute;
        return decode(answerWith(page(`/groups?$skiptoken=${now}`)));
      },
      { nowMilliseconds: () => now },
    );
    await expect(service.list("/groups")).rejects.toThrow(`within ${bounds.listSecondsMost} s`);
    expect(now / 1000).toBeLessThanOrEqual(bounds.listSecondsMost + 2 * 60);
  });
});
