// Who may import whom: data flows one way (docs/architecture.md). `$1` is the folder the importing file lives in.
const TYPES = ["type-only"];
const APP = "^src/app/";

/** What works between the edges; stages meet in the store and in app/. */
const STAGES = "admin|compile|dashboard|receive|journal|run|operate|act|alarm|doctor|measure|retain|show|sim|sandbox";

/** The rooms of core from the ground up, each with the rooms it may see. Those on one floor do not see each other. */
const ROOMS = {
  base: [],
  model: ["base"],
  time: ["base", "model"],
  language: ["base", "model", "time"],
  texting: ["base", "model", "time"],
  alarm: ["base", "model"],
  event: ["base", "model", "texting"],
  actions: ["base", "model", "language"],
  match: ["base", "model", "language", "event"],
  run: ["base", "model", "language", "texting", "actions"],
  operate: ["model", "run"],
};
const floors = Object.entries(ROOMS).map(([room, sees]) => ({
  name: `core-${room}-looks-down`,
  severity: "error",
  comment: `core/${room}/ imports ${["itself", ...sees].join(", ")}; nothing looks up or sideways.`,
  from: { path: `^src/core/${room}/` },
  to: { path: "^src/core/", pathNot: [room, ...sees].map((seen) => `^src/core/${seen}/`) },
}));

export default {
  forbidden: [
    { name: "no-circular", severity: "error", comment: "Data flows one way.", from: {}, to: { circular: true } },
    { name: "not-unresolvable", severity: "error", comment: "Fix the path.", from: {}, to: { couldNotResolve: true } },
    {
      name: "core-has-rooms",
      severity: "error",
      comment: "Every file of core/ stands in one of its rooms, or in a corner of one.",
      from: {},
      to: { path: "^src/core/", pathNot: `^src/core/(${Object.keys(ROOMS).join("|")})/([^/]+|[^/]+/[^/]+)[.]ts$` },
    },
    ...floors,
    {
      name: "src-has-stages",
      severity: "error",
      comment:
        "Every folder of src/ is a stage, the stores, the ports, core/, config/, app/ or cli/, so that no new one escapes these rules.",
      from: {},
      to: { path: "^src/[^/]+/", pathNot: `^src/(${STAGES}|app|config|core|ports|stores|cli)/` },
    },
    {
      name: "core-is-pure",
      severity: "error",
      comment: "core/ imports core/ and a few pure libraries; no node built-ins, no ports.",
      from: { path: "^src/core/" },
      to: {
        pathNot: [
          "^src/core/",
          "^node_modules/(@types/)?(ipaddr[.]js|json-logic-js|liquidjs|luxon|re2js|libphonenumber-js)/",
        ],
      },
    },
    {
      name: "one-library-one-file",
      severity: "error",
      comment: "A library core works with is imported by the one file that wraps it.",
      from: { path: "^src/core/" },
      module: { path: "^node_modules/", numberOfDependentsMoreThan: 1 },
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
      comment: "A stage imports itself, core/ and ports/. Stages meet in app/ only.",
      from: { path: `^src/(${STAGES})/`, pathNot: "^src/(admin|dashboard|doctor)/" },
      to: { path: "^src/", pathNot: ["^src/$1/", "^src/(core|ports)/"] },
    },
    {
      name: "doctor-judges-what-it-is-given",
      severity: "error",
      comment:
        "doctor/ compares a configuration with answers; who asks is the app. Of act/ it knows the shapes of answers.",
      from: { path: "^src/doctor/" },
      to: {
        path: "^src/",
        pathNot: ["^src/(doctor|compile/config|core|ports|show/text|act)/", "^src/config/config[.]ts$"],
      },
    },
    {
      name: "doctor-calls-nobody",
      severity: "error",
      comment: "import type from act/ in doctor/.",
      from: { path: "^src/doctor/" },
      to: { path: "^src/act/", dependencyTypesNot: TYPES },
    },
    {
      name: "dashboard-draws-what-show-gives",
      severity: "error",
      comment: "dashboard/ turns what show/ gives into pages; it knows no listener and asks no store.",
      from: { path: "^src/dashboard/" },
      to: { path: "^src/", pathNot: ["^src/(dashboard|show|core)/", "^src/ports/store/lists[.]ts$"] },
    },
    {
      name: "admin-answers-with-show-and-dashboard",
      severity: "error",
      comment: "admin/ asks the store, and answers with what show/ makes of it, as JSON or drawn by dashboard/.",
      from: { path: "^src/admin/" },
      to: { path: "^src/", pathNot: ["^src/(admin|show|dashboard|core|ports)/"] },
    },
    {
      name: "pages-only-in-dashboard",
      severity: "error",
      comment: "HTML is drawn in dashboard/ only.",
      from: { path: "^src/", pathNot: "^src/dashboard/" },
      to: { path: "^node_modules/hono/" },
    },
    {
      name: "store-stands-alone",
      severity: "error",
      comment: "stores/x imports itself, what all stores share in stores/, core/ and ports/.",
      from: { path: "^src/stores/([^/]+)/" },
      to: {
        path: "^src/",
        pathNot: [
          "^src/stores/$1/",
          "^src/stores/([^/]+[.]ts$|(copies|on-disk|one-process|sql)/)",
          "^src/(core|ports)/",
        ],
      },
    },
    {
      name: "action-stands-alone",
      severity: "error",
      comment: "An action uses the clients below it and no other action; only the outside lists actions.",
      from: { path: "^src/act/actions/" },
      to: { path: "^src/act/(actions/|[^/]+[.]ts$)" },
    },
    {
      name: "act-clients-look-down",
      severity: "error",
      comment: "The HTTP client knows no other client, and no client knows an action.",
      from: { path: "^src/act/(http|heymarket|crm)/" },
      to: { path: "^src/act/", pathNot: ["^src/act/$1/", "^src/act/http/"] },
    },
    {
      name: "driver-only-in-its-store",
      severity: "error",
      comment:
        "A database driver is imported in its own store folder; SQLite also by the lock that every store of a file takes.",
      from: { pathNot: ["^src/stores/sqlite/", "^src/stores/on-disk/process-lock[.]ts$"] },
      to: { path: "@photostructure/sqlite" },
    },
    {
      name: "postgres-driver-only-in-its-store",
      severity: "error",
      comment: "The driver of PostgreSQL is imported in its own store folder.",
      from: { path: "^src/", pathNot: "^src/stores/postgres/" },
      to: { path: "^node_modules/(@types/)?pg/" },
    },
    {
      name: "express-only-at-the-edge",
      severity: "error",
      comment: "Express stays at the edge.",
      from: { path: "^src/", pathNot: "^src/(admin|receive|sandbox)/" },
      to: { path: "^node_modules/(@types/)?express" },
    },
    {
      name: "fs-at-the-edge",
      severity: "error",
      comment:
        "Files are read in compile/load.ts, the configuration, the file-backed stores and cli/ only; the log opens its pipe.",
      from: {
        path: "^src/",
        pathNot: [
          "^src/compile/load[.]ts$",
          "^src/(config/(config|environment)|log)[.]ts$",
          "^src/stores/",
          "^src/cli/",
        ],
      },
      to: { dependencyTypes: ["core"], path: "^(node:)?fs(/promises)?$" },
    },
    {
      name: "only-app-wires",
      severity: "error",
      comment:
        "Stages and stores are constructed in app/: those of an engine, for reading only, for doctor, the fakes.",
      from: {
        path: "^src/",
        pathNot: [APP, `^src/(${STAGES}|stores)/`, "^src/cli/"],
      },
      to: { path: "^src/(admin|dashboard|receive|journal|run|operate|act|alarm|measure|retain|sandbox|stores)/" },
    },
    {
      name: "cli-through-app",
      severity: "error",
      comment: "cli/ calls app, config, compile, sim, core, ports; never another stage or a store.",
      from: { path: "^src/cli/" },
      to: { path: "^src/(admin|dashboard|receive|journal|run|operate|act|alarm|measure|retain|sandbox|stores)/" },
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
      comment: "Only cli/ starts the app, and its files build on each other.",
      from: { path: "^src/", pathNot: ["^src/cli/", APP] },
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
      to: {
        dependencyTypes: ["npm-dev"],
        // The API of OpenTelemetry is a peer: who wants spans installs it, and without it there are none.
        dependencyTypesNot: ["type-only", "npm-peer"],
        pathNot: "node_modules/@types/",
      },
    },
    {
      name: "reachable-from-main",
      severity: "error",
      comment: "Dead file: nothing leads from main.ts to it, and it is no program of a thread.",
      from: { path: "^src/main[.]ts$" },
      to: { path: "^src/", pathNot: "^src/stores/sqlite/checkpoint-worker[.]js$", reachable: false },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "types", "default"] },
  },
};
