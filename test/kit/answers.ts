import { readerOver } from "../../providers/clients/calls/reader.ts";
import type { ServiceRequest } from "../../providers/clients/calls/service.ts";
import type { ApiResponse, ServiceWriter } from "../../providers/core/api.ts";

/** A success as a client hands it on. */
export function answerWith(body: unknown, more: Partial<ApiResponse> = {}): ApiResponse {
  const site = { call: "GET /x", host: "graph.test" };
  return { status: body === undefined ? 204 : 200, headers: {}, body, site, ...more };
}

/** A client over a service that is one function. */
export function serviceOf(
  answer: (request: ServiceRequest) => ApiResponse | Promise<ApiResponse>,
): ServiceWriter {
  return readerOver(async (request, decode) => decode(await answer(request)));
}
