import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseDotEnv } from "../compile/config/environment/dot-env.ts";
import type { Assignment } from "../compile/config/environment/dot-env.ts";
import { SECRET_VARIABLES } from "../compile/config/environment/variable-names.ts";
import type { Diagnostic } from "../core/base/diagnostic.ts";
import { EngineError } from "../core/base/errors.ts";
import { withStoreFile } from "../core/base/store-url.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

const STORE_VARIABLES: readonly string[] = ["HEYRULES_STORE", "HEYRULES_DEV_STORE"];

/**
 * The environment over the `.env` beside the configuration. A variable that is set to nothing counts as absent.
 *
 * @throws EngineError CONFIG_INVALID when there is a `.env` that cannot be read.
 */
export function readEnvironment(input: { readonly file: string; readonly environment: Environment }): Environment {
  const { variables } = readDotEnv(input.file);
  return { ...withoutEmpty(variables), ...withoutEmpty(input.environment) };
}

/** What stands in the `.env` beside a configuration. */
export interface DotEnv {
  readonly file: string;
  readonly assignments: readonly Assignment[];
  readonly variables: Environment;
  readonly diagnostics: readonly Diagnostic[];
}

/** The `.env` beside a configuration; empty when there is none. @throws EngineError CONFIG_INVALID when it cannot be read. */
export function readDotEnv(configFile: string): DotEnv {
  const file = join(dirname(configFile), ".env");
  const { assignments, diagnostics } = parseDotEnv({ file, text: readDotEnvText(file) });
  const variables = Object.fromEntries(
    assignments.map(({ name, value }) => [
      name,
      STORE_VARIABLES.includes(name) ? besideConfig(configFile, value) : value,
    ]),
  );
  return { file, assignments, variables, diagnostics };
}

function readDotEnvText(file: string): string {
  try {
    // The decoder takes the mark away that editors of Windows put in front of the first variable.
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    const what = error instanceof TypeError ? "is not UTF-8 text; save it as UTF-8" : "cannot be read";
    throw new EngineError("CONFIG_INVALID", `${file} ${what}.`, { cause: error });
  }
}

/**
 * What counts: a variable of the environment over the same in `.env`. A secret, and what the configuration names, may
 * be given as `NAME_FILE` in either place; the environment wins in either form.
 *
 * @throws EngineError CONFIG_INVALID when such a file cannot be read.
 */
export function readVariables(
  input: {
    readonly file: string;
    readonly environment: Environment;
    readonly dotEnv: Environment;
    readonly names: readonly string[];
  },
  problems: string[],
): Environment {
  const { file, environment, dotEnv, names } = input;
  const places = [
    { name: "the environment", variables: environment, folder: "" },
    { name: join(dirname(file), ".env"), variables: dotEnv, folder: dirname(file) },
  ];
  const filled: Record<string, string | undefined> = { ...withoutEmpty(dotEnv), ...withoutEmpty(environment) };
  for (const name of new Set([...SECRET_VARIABLES, ...names])) {
    const place = places.find(({ variables }) => isSet(variables[name]) || isSet(variables[`${name}_FILE`]));
    if (place === undefined) continue;
    const [value, path] = [place.variables[name], place.variables[`${name}_FILE`]];
    if (!isSet(path)) filled[name] = value;
    else if (isSet(value)) problems.push(`${name} and ${name}_FILE are both set in ${place.name}: remove one of them.`);
    else filled[name] = readSecretFile(`${name}_FILE in ${place.name}`, resolve(place.folder, path), problems);
  }
  return filled;
}

function readSecretFile(what: string, path: string, problems: string[]): string | undefined {
  try {
    const value = readFileSync(path, "utf8").trim();
    if (value !== "") return value;
    problems.push(`${what} names ${path}, which is empty: write the secret into it.`);
    return undefined;
  } catch (error) {
    throw new EngineError("CONFIG_INVALID", `${what} names ${path}, which cannot be read.`, { cause: error });
  }
}

function withoutEmpty(variables: Environment): Environment {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => isSet(value)));
}

/** A store of a file: its path counts from the folder of the configuration, not from the working folder. */
export function besideConfig(file: string, url: string): string {
  return dirname(file) === "." ? url : withStoreFile(url, (path) => resolve(dirname(file), path));
}

/** Whether a variable holds something. */
export function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}
