import { openApiDocument } from "../admin/api/openapi.ts";
import { VERSION } from "../version.ts";

/** The OpenAPI 3.1 description of the admin API of this release, as an engine serves it. */
export function apiDescription(): object {
  return openApiDocument(VERSION);
}
