// Who may import whom: data flows one way (docs/architecture.md). `$1` is the folder the importing file lives in.
const TYPES = ["type-only"];
const APP = "^src/app(-doctor|-sandbox|-store)?[.]ts$";

export default {
  forbidden: [
    { name: "no-circular", severity: "error", comment: "Data flows one way.", from: {}, to: { circular: true } },
    { name: "not-unresolvable", severity: "error", comment: "Fix the path.", from: {}, to: { couldNotResolve: true } },
    {
      name: "core-is-pure",
      severity: "error",
      comment: "core/ imports core/ and a few pure libraries; no node built-ins, no ports.",
      from: { path: "^src/core/" },
      to: {
        pathNot: ["^src/core/", "^node_modules/(@types/)?(json-logic-js|liquidjs|luxon|re2js|libphonenumber-js)/"],
      },
    },
    {
      name: "one-library-one-file",
      severity: "error",
      comment: "A pure library is imported by the one core file that wraps it.",
      from: {
        path: "^src/core/",
        pathNot: "^src/core/(condition|template|template-syntax|template-filters|calendar|pattern|phone)[.]ts$",
      },
      to: { path: "^node_modules/" },
    },
    {
      name: "ports-are-types",
      severity: "error",
      comment: "ports/ names shapes only.",
      from: { path: "^src/ports/" },
      to: { pathNot: ["^src/(core|ports)/"] },
    },
    {
      name: "ports-import-types-only",
      severity: "error",
      comment: "import type in ports/.",
      from: { path: "^src/ports/" },
      to: { dependencyTypesNot: TYPES },
    },
    {
      name: "stage-sees-core-and-ports",
      severity: "error",
      comment: "A stage imports itself, core/ and ports/. Stages meet in app.ts only.",
      from: { path: "^src/(compile|receive|journal|run|act|sim|sandbox)/" },
      to: { path: "^src/", pathNot: ["^src/$1/", "^src/(core|ports)/"] },
    },
    {
      name: "store-stands-alone",
      severity: "error",
      comment: "stores/x imports itself, what all stores share in stores/, core/ and ports/.",
      from: { path: "^src/stores/([^/]+)/" },
      to: { path: "^src/", pathNot: ["^src/stores/$1/", "^src/stores/[^/]+[.]ts$", "^src/(core|ports)/"] },
    },
    {
      name: "action-stands-alone",
      severity: "error",
      comment: "An action uses the clients and no other action; only index.ts lists actions.",
      from: { path: "^src/act/(send-message|note|tag|http-request|notify)[.]ts$" },
      to: { path: "^src/act/", pathNot: "^src/act/(http|heymarket)-client[.]ts$" },
    },
    {
      name: "driver-only-in-its-store",
      severity: "error",
      comment: "A database driver is imported in its own store folder.",
      from: { pathNot: "^src/stores/sqlite/" },
      to: { path: "@photostructure/sqlite" },
    },
    {
      name: "express-only-at-the-edge",
      severity: "error",
      comment: "Express stays at the edge.",
      from: { path: "^src/", pathNot: "^src/(receive|sandbox)/" },
      to: { path: "^node_modules/(@types/)?express" },
    },
    {
      name: "fs-at-the-edge",
      severity: "error",
      comment: "Files are read in compile/load.ts, config.ts, the file-backed stores and cli/ only.",
      from: { path: "^src/", pathNot: ["^src/compile/load[.]ts$", "^src/config[.]ts$", "^src/stores/", "^src/cli/"] },
      to: { dependencyTypes: ["core"], path: "^(node:)?fs(/promises)?$" },
    },
    {
      name: "only-app-wires",
      severity: "error",
      comment:
        "Stages and stores are constructed in app.ts, app-store.ts (reading only), app-doctor.ts (checks) and app-sandbox.ts (the fakes).",
      from: {
        path: "^src/",
        pathNot: [APP, "^src/(compile|receive|journal|run|act|sim|sandbox|stores)/", "^src/cli/"],
      },
      to: { path: "^src/(receive|journal|run|act|sandbox|stores)/" },
    },
    {
      name: "cli-through-app",
      severity: "error",
      comment: "cli/ calls app, config, compile, sim, core, ports; never another stage or a store.",
      from: { path: "^src/cli/" },
      to: { path: "^src/(receive|journal|run|act|sandbox|stores)/" },
    },
    {
      name: "nothing-imports-the-top",
      severity: "error",
      comment: "main <- cli <- app, never the other way.",
      from: { path: "^src/", pathNot: ["^src/main[.]ts$", "^src/cli/"] },
      to: { path: "^src/(main[.]ts|cli/)" },
    },
    {
      name: "app-only-from-cli",
      severity: "error",
      comment: "Only cli/ starts the app.",
      from: { path: "^src/", pathNot: ["^src/cli/"] },
      to: { path: APP },
    },
    {
      name: "no-test-in-src",
      severity: "error",
      comment: "src never imports test.",
      from: { path: "^src/" },
      to: { path: "^test/" },
    },
    {
      name: "not-to-dev-dep",
      severity: "error",
      comment: "A production file needs a production dependency.",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: "node_modules/@types/" },
    },
    {
      name: "reachable-from-main",
      severity: "error",
      comment: "Dead file: nothing leads from main.ts to it.",
      from: { path: "^src/main[.]ts$" },
      to: { path: "^src/", reachable: false },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "types", "default"] },
  },
};
