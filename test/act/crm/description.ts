import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { parse } from "yaml";

/** One request as a fake records it. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly body?: unknown;
}

interface Schema {
  readonly type?: string;
}

interface Parameter {
  readonly name: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: unknown;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** What a vendor takes, read from `test/fixtures/openapi`. */
export interface RequestDescription {
  /** Every operation, such as `GET /crm/v3/objects/contacts/{contactId}`. */
  readonly operations: readonly string[];
  /** The operation of a request; null when the vendor describes none. */
  operationOf(sent: Sent): string | null;
  /** What is wrong with a request; empty when it is as described. */
  problemsOf(sent: Sent): readonly string[];
}

/** Reads the description of one vendor. */
export function readDescription(vendor: string): RequestDescription {
  const file = join(import.meta.dirname, "../../fixtures/openapi", `${vendor}.yaml`);
  const document = parse(readFileSync(file, "utf8")) as Description;
  const ajv = new Ajv2020({ strict: false, allErrors: true, coerceTypes: false });
  formats.default(ajv);
  ajv.addSchema(document, vendor);
  // The more a path says itself, the sooner it is meant: `/sobjects/Task` before `/sobjects/{object}`.
  const paths = Object.keys(document.paths).toSorted((one, other) => openParts(one) - openParts(other));

  function pathOf(sent: Sent): string | undefined {
    return paths.find((path) => patternOf(path).test(sent.path));
  }

  function operationOf(sent: Sent): string | null {
    const path = pathOf(sent);
    const isKnown = path !== undefined && document.paths[path]?.[sent.method.toLowerCase()] !== undefined;
    return isKnown ? `${sent.method} ${path}` : null;
  }

  function problemsAt(pointer: string, value: unknown): readonly string[] {
    const validate = ajv.compile({ $ref: `${vendor}#${pointer}` });
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
  }

  return {
    operations: paths.flatMap((path) =>
      Object.keys(document.paths[path] ?? {}).map((method) => `${method.toUpperCase()} ${path}`),
    ),
    operationOf,
    problemsOf: (sent) => {
      const path = pathOf(sent);
      const method = sent.method.toLowerCase();
      const operation = path === undefined ? undefined : document.paths[path]?.[method];
      if (path === undefined || operation === undefined) return [`${sent.method} ${sent.path} is not described`];
      const base = `/paths/${path.replace(/~/g, "~0").replace(/\//g, "~1")}/${method}`;
      return [
        ...queryProblems(operation, sent, (index, value) => problemsAt(`${base}/parameters/${index}/schema`, value)),
      ].concat(bodyProblems({ base, operation, sent }, problemsAt));
    },
  };
}

function queryProblems(
  { parameters = [] }: Operation,
  { query = "" }: Sent,
  problemsAt: (index: number, value: unknown) => readonly string[],
): readonly string[] {
  const given = new URLSearchParams(query);
  const unknown = [...given.keys()].filter((name) => !parameters.some((parameter) => parameter.name === name));
  const wrong = parameters.flatMap(({ name, required = false, schema }, index) => {
    const value = given.get(name);
    if (value === null) return required ? [`?${name} is missing`] : [];
    return problemsAt(index, schema.type === "integer" ? Number(value) : value).map((text) => `?${name}${text}`);
  });
  return [...unknown.map((name) => `?${name} is not described`), ...wrong];
}

function bodyProblems(
  { base, operation, sent }: { readonly base: string; readonly operation: Operation; readonly sent: Sent },
  problemsAt: (pointer: string, value: unknown) => readonly string[],
): readonly string[] {
  const hasBody = sent.body !== undefined && sent.body !== null && sent.body !== "";
  if (operation.requestBody === undefined) return hasBody ? ["a body is not described"] : [];
  const reference = (operation.requestBody as { readonly $ref?: string }).$ref;
  const place = reference === undefined ? `${base}/requestBody` : reference.slice(1);
  return problemsAt(`${place}/content/application~1json/schema`, sent.body);
}

function openParts(path: string): number {
  return path.split("{").length;
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\./g, "\\.").replace(/\{\w+\}/g, "[^/]+")}$`);
}
