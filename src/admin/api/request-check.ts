import { Ajv } from "ajv";
import type { ErrorObject, ValidateFunction } from "ajv";
import { EngineError } from "../../core/base/errors.ts";
import { nearestOrAll } from "../../core/base/suggest.ts";
import { printable } from "../../show/text/printable.ts";
import type { ApiRequest, Route } from "./route.ts";
import { SCHEMAS } from "./schemas/schemas.ts";

/** What a request brings, as its route wants it. */
export type Checked = Pick<ApiRequest, "given" | "body">;

/**
 * Checks what requests of a route bring against its schemas: the values of a URL become what they are to be, and what was left out
 * of a body gets its default. @throws EngineError USAGE that names what is wrong.
 */
export function createRequestCheck(
  route: Route,
): (brought: {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}) => Checked {
  const { parameters, body: bodyName } = route;
  const inUrl = new Ajv({ coerceTypes: true, useDefaults: true, allowUnionTypes: true });
  const fitsUrl = inUrl.compile({
    type: "object",
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    required: parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name),
    additionalProperties: false,
  });
  const fitsBody = bodyName === undefined ? null : bodyCheck(bodyName);
  return ({ path, query, body }) => {
    const repeated = Object.keys(query).find((name) => Array.isArray(query[name]));
    if (repeated !== undefined)
      throw new EngineError(
        "USAGE",
        `The parameter ${printable(repeated)} is given more than once; it takes one value.`,
      );
    const given = { ...query, ...path };
    if (!fitsUrl(given)) throw new EngineError("USAGE", urlProblem(fitsUrl.errors ?? [], route));
    if (fitsBody === null) return { given: given as Checked["given"], body: undefined };
    if (body === undefined)
      throw new EngineError("USAGE", "The body must be JSON, with content-type application/json.");
    if (!fitsBody(body)) throw new EngineError("USAGE", bodyProblem(fitsBody.errors ?? []));
    return { given: given as Checked["given"], body };
  };
}

function bodyCheck(name: string): ValidateFunction {
  const ajv = new Ajv({ useDefaults: true, discriminator: true, allowUnionTypes: true, strictRequired: false });
  ajv.addFormat("date-time", true);
  ajv.addVocabulary(["components"]);
  // By its kind alone it is told which of the operations was meant. Generated clients would take it for the name of a schema.
  const schemas = { ...SCHEMAS, Operation: { ...SCHEMAS["Operation"], discriminator: { propertyName: "kind" } } };
  return ajv.compile({ $ref: `#/components/schemas/${name}`, components: { schemas } });
}

function urlProblem([error]: readonly ErrorObject[], { parameters }: Route): string {
  if (error === undefined) return "The parameters are not as they must be.";
  if (error.keyword === "additionalProperties") {
    const name = extraName(error);
    const known = parameters.filter((parameter) => parameter.in === "query").map((parameter) => parameter.name);
    return `There is no parameter "${printable(name)}"; ${nearestOrAll(name, known)}`;
  }
  return `The parameter ${error.instancePath.slice(1)} ${wish(error)}.`;
}

function bodyProblem([error]: readonly ErrorObject[]): string {
  if (error === undefined) return "The body is not as it must be.";
  const place = error.instancePath.slice(1).replaceAll("/", ".");
  const where = place === "" ? "The body" : `${printable(place)} in the body`;
  if (error.keyword === "additionalProperties") return `${where} has no member "${printable(extraName(error))}".`;
  return `${where} ${wish(error)}.`;
}

function extraName(error: ErrorObject): string {
  return String((error.params as { readonly additionalProperty?: unknown }).additionalProperty);
}

function wish({ keyword, message = "is not as it must be", params }: ErrorObject): string {
  if (keyword === "discriminator") return "has no kind that is known: /api/openapi.json lists them";
  const { allowedValues } = params as { readonly allowedValues?: readonly unknown[] };
  if (keyword === "enum" && allowedValues !== undefined)
    return `must be one of ${allowedValues.map((value) => String(value)).join(", ")}`;
  return message;
}
