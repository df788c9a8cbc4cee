import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { readDockerfile, readIgnored } from "../../scripts/dockerfile.mjs";
import { createMetrics, measureProcess } from "../../src/measure/metrics.ts";

const read = (path: string): string => readFileSync(path, "utf8");
const FILES = readdirSync("deploy", { recursive: true, encoding: "utf8" })
  .filter((path) => path.includes(".") || path === "Dockerfile")
  .map((path) => `deploy/${path}`);

test("the image is built from pinned bases, by one command of npm a stage, and runs as nobody special", () => {
  const instructions = readDockerfile(read("deploy/Dockerfile"));
  const of = (keyword: string) => instructions.filter((each) => each.keyword === keyword);
  const last = instructions.slice(instructions.findLastIndex(({ keyword }) => keyword === "FROM"));
  const lastOf = (keyword: string) => last.find((each) => each.keyword === keyword);

  // hadolint DL3006, DL3007, DL3020, DL3025, DL3002, DL3004, DL4006, DL3059 by what they ask.
  expect(of("FROM").length).toBeGreaterThan(1);
  for (const { words } of of("FROM")) expect(words[0]).toMatch(/^node:\d+\.\d+\.\d+-[a-z]+-slim$/);
  expect(new Set(of("FROM").map(({ words }) => words[0])).size).toBe(1);
  expect(of("ADD")).toEqual([]);
  for (const { text } of of("RUN")) expect(text).not.toMatch(/sudo|curl|wget|apt-get|\| |chmod 777|npm (i|install)\b/);
  for (const { text } of of("RUN").filter(({ text }) => text.includes("npm")))
    expect(text).toMatch(/^npm ci --ignore-scripts/);
  for (const { words } of of("WORKDIR")) expect(words[0]).toMatch(/^\//);
  expect(last.map(({ keyword }) => keyword)).not.toContain("RUN");
  expect(lastOf("USER")?.words).toEqual(["node"]);
  expect(lastOf("VOLUME")?.words).toEqual(["/data"]);
  expect(lastOf("STOPSIGNAL")?.words).toEqual(["SIGTERM"]);
  expect(lastOf("HEALTHCHECK")?.text).toContain("http://127.0.0.1:8080/livez");
  for (const keyword of ["ENTRYPOINT", "CMD"])
    expect(() => JSON.parse(lastOf(keyword)?.text ?? "") as unknown).not.toThrow();
  expect(instructions.map(({ text }) => text).join("\n")).not.toMatch(/SECRET|TOKEN|PASSWORD|API_KEY/);
});

test("what the image copies is there and let in, and no secret and no store is", () => {
  const isIgnored = readIgnored(read("deploy/Dockerfile.dockerignore"));
  const copied = readDockerfile(read("deploy/Dockerfile"))
    .filter(({ keyword, flags }) => keyword === "COPY" && flags["from"] === undefined)
    .flatMap(({ words }) => words.slice(0, -1));

  for (const path of copied)
    expect({ path, isThere: existsSync(path), isIgnored: isIgnored(path) }).toEqual({
      path,
      isThere: true,
      isIgnored: false,
    });
  for (const path of [".env", "data/heyrules.db", "node_modules/pg", ".git/config", "test/make.ts"])
    expect(isIgnored(path)).toBe(true);
  const { files } = JSON.parse(read("package.json")) as { readonly files: readonly string[] };
  // What the package holds for the program to read, the image holds too.
  for (const part of files.filter((each) => /^(assets|schemas|templates|rules)/.test(each)))
    expect(copied).toContain(part);
});

test("variables that the files set are read by the program, and each port is one of ours", () => {
  const known = new Set(sourcesOf("src").flatMap((text) => text.match(/HEY(RULES|MARKET)_[A-Z_]*[A-Z]/g) ?? []));
  const text = FILES.map(read).join("\n");

  const named = new Set(text.match(/\bHEY(RULES|MARKET)_[A-Z_]*[A-Z]/g) ?? []);
  const unknown = [...named].filter((name) => !known.has(name.replace(/_FILE$/, "")));

  expect(named.size).toBeGreaterThan(4);
  expect(unknown).toEqual([]);
  const ports = new Set(
    [...text.matchAll(/(?:127\.0\.0\.1|engine-\d|Port"?): ?(\d{2,5})|(?:127\.0\.0\.1|engine-\d):(\d+)/g)].map(
      ([, one, other]) => one ?? other,
    ),
  );
  expect([...ports].filter((port) => !["8080", "8081", "4318"].includes(port ?? ""))).toEqual([]);
});

test("compose runs three engines on one database, each read-only, without privileges, with a volume of its own", () => {
  const { services, secrets, volumes } = parse(read("deploy/compose.yaml"), { merge: true }) as Compose;

  const engines = Object.entries(services).filter(([, { image }]) => image === "heyrules");
  expect(engines).toHaveLength(3);
  for (const [name, engine] of engines) {
    expect(engine).toMatchObject({ read_only: true, cap_drop: ["ALL"], user: "node", stop_grace_period: "40s" });
    expect(engine.volumes).toContain(`${name}:/data`);
    for (const secret of engine.secrets ?? [])
      expect(engine.environment).toSatisfy((all: object) => Object.values(all).includes(`/run/secrets/${secret}`));
  }
  for (const { image } of Object.values(services)) expect(image).toMatch(/^heyrules$|:\d+\.\d+/);
  const used = Object.values(services).flatMap((service) => service.secrets ?? []);
  expect([...new Set(used)].sort()).toEqual(Object.keys(secrets).sort());
  const mounted = Object.values(services).flatMap((service) =>
    (service.volumes ?? []).map((volume) => volume.split(":")[0] ?? ""),
  );
  expect(mounted.filter((name) => !name.startsWith("./")).sort()).toEqual(Object.keys(volumes).sort());
  expect(services["database"]?.["ports"]).toBeUndefined();
});

test("no variable is given with a value by the image and as a file by what starts it", () => {
  const image = readDockerfile(read("deploy/Dockerfile"))
    .filter(({ keyword }) => keyword === "ENV")
    .flatMap(({ text }) => text.split("=", 1));
  const { services } = parse(read("deploy/compose.yaml"), { merge: true }) as Compose;
  const [deployment] = parseAllDocuments(read("deploy/kubernetes/heyrules.yaml"));
  const { spec } = deployment?.toJS() as KubernetesObject;
  const started = [
    ...Object.values(services)
      .filter((service) => service.image === "heyrules")
      .map(({ environment = {} }) => Object.keys(environment)),
    spec.template?.spec.containers[0]?.env.map(({ name }) => name) ?? [],
  ];

  expect(started).toHaveLength(4);
  for (const names of started) {
    expect(names.length).toBeGreaterThan(3);
    const all = [...image, ...names];
    // Either of the two may be chosen by who starts it: the image has neither.
    expect(all.filter((name) => all.includes(`${name}_FILE`))).toEqual([]);
    expect(image).not.toContain("HEYRULES_STORE");
  }
});

test("alerts that ask for growth also see what a series begins with", () => {
  const { groups } = parse(read("deploy/prometheus/alerts.yaml")) as Alerts;
  const begunAtNothing = /heyrules_(?:reloads|text_deliveries|alarms)_total/;

  for (const { expr } of groups.flatMap(({ rules }) => rules)) {
    const grown = [...expr.matchAll(/increase\((heyrules_\w+)/g)].map(([, name = ""]) => name);
    for (const name of grown.filter((each) => !begunAtNothing.test(each)))
      expect(expr).toMatch(new RegExp(`unless ${name}\\b[^)]* offset `));
  }
});

test("the pods of Kubernetes are restricted, and what they mount and select is there", () => {
  const documents = parseAllDocuments(read("deploy/kubernetes/heyrules.yaml"));
  expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
  const objects = documents.map((document) => document.toJS() as KubernetesObject);
  const kinds = objects.map(({ kind }) => kind);
  const spec = objects.find(({ kind }) => kind === "Deployment")?.spec.template?.spec;
  const [container] = spec?.containers ?? [];

  expect(kinds).toEqual(["Deployment", "PersistentVolumeClaim", "Service", "NetworkPolicy"]);
  expect(spec).toMatchObject({
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 40,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  });
  expect(container?.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  });
  expect([container?.livenessProbe, container?.startupProbe].map((probe) => probe?.httpGet?.path)).toEqual([
    "/livez",
    "/livez",
  ]);
  expect(container?.volumeMounts.map(({ name }) => name).sort()).toEqual(spec?.volumes.map(({ name }) => name).sort());
  const { version } = JSON.parse(read("package.json")) as { readonly version: string };
  expect(container?.image).toBe(`heyrules:${version}`);
  expect(container?.volumeMounts.map(({ mountPath }) => mountPath)).toEqual(
    expect.arrayContaining(["/data", "/project/rules"]),
  );
});

test("every metric that alerts and the dashboard ask for is measured, with the labels they name", () => {
  const metrics = createMetrics();
  measureProcess(metrics);
  const known = new Map(
    metrics.registry.getMetricsAsArray().flatMap((metric) => {
      const { name, labelNames = [] } = metric as unknown as { readonly name: string; readonly labelNames?: string[] };
      return ["", "_bucket", "_sum", "_count"].map((end) => [`${name}${end}`, labelNames] as const);
    }),
  );
  const alerts = parse(read("deploy/prometheus/alerts.yaml")) as Alerts;
  const rules = alerts.groups.flatMap((group) => group.rules);
  const dashboard = JSON.parse(read("deploy/grafana/heyrules.json")) as Dashboard;
  const panels = dashboard.panels.flatMap(({ targets = [] }) => targets);
  const asked = [...rules, ...panels].map(({ expr }) => expr);

  expect(rules.length).toBeGreaterThan(8);
  expect(panels.length).toBeGreaterThan(20);
  for (const rule of rules)
    expect(rule).toMatchObject({
      labels: { severity: expect.stringMatching(/^(critical|warning)$/) as string },
      annotations: { summary: expect.any(String) as string, action: expect.any(String) as string },
    });
  for (const expr of asked) {
    const selectors = [...expr.matchAll(/\b((?:heyrules|process|nodejs)_\w+)(?:\{([^}]*)\})?/g)];
    for (const [, name = "", labels = ""] of selectors) {
      expect({ name, isKnown: known.has(name) }).toEqual({ name, isKnown: true });
      const labelled = [...labels.matchAll(/(\w+)\s*[=!]/g)].map(([, label]) => label ?? "");
      expect(labelled.filter((label) => ![...(known.get(name) ?? []), "instance"].includes(label))).toEqual([]);
    }
  }
  metrics.registry.clear();
});

test("the commands that alerts name are commands", () => {
  const { groups } = parse(read("deploy/prometheus/alerts.yaml")) as Alerts;
  const cli = read("docs/cli.md");

  const commands = groups
    .flatMap(({ rules }) => rules)
    .flatMap(({ annotations }) =>
      [...annotations.action.matchAll(/heyrules ([a-z]+(?: ls)?)\b/g)].map(([, command]) => command ?? ""),
    );

  expect(commands.length).toBeGreaterThan(5);
  expect(commands.filter((command) => !cli.includes(command))).toEqual([]);
});

test("the unit confines the engine, keeps its store to itself and reloads it by SIGHUP", () => {
  const unit = read("deploy/heyrules.service");

  for (const line of [
    "DynamicUser=yes",
    "StateDirectory=heyrules",
    "ProtectSystem=strict",
    "NoNewPrivileges=yes",
    "Restart=on-failure",
    "ExecReload=/bin/kill -HUP $MAINPID",
    "RestartPreventExitStatus=2 3",
    "SystemCallErrorNumber=EPERM",
    "OOMPolicy=continue",
  ]) {
    expect(unit.split("\n")).toContain(line);
  }
  const credentials = [...unit.matchAll(/^LoadCredential=([\w-]+):/gm)].map(([, name]) => name);
  expect([...unit.matchAll(/_FILE=%d\/([\w-]+)$/gm)].map(([, name]) => name)).toEqual(credentials);
  // Where systemd is, it says more.
  const verified = spawnSync("systemd-analyze", ["verify", "--man=no", "deploy/heyrules.service"], {
    encoding: "utf8",
  });
  const findings =
    verified.error === undefined
      ? verified.stderr
          .split("\n")
          .filter((line) => line.includes("heyrules.service") && !line.includes("not executable"))
      : [];
  expect(findings).toEqual([]);
});

function sourcesOf(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".ts")).map((name) => read(`${folder}/${name}`));
}

interface Compose {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly image: string;
        readonly volumes?: readonly string[];
        readonly secrets?: readonly string[];
        readonly environment?: object;
        readonly ports?: unknown;
      }
    >
  >;
  readonly secrets: object;
  readonly volumes: object;
}

interface KubernetesObject {
  readonly kind: string;
  readonly spec: {
    readonly template?: {
      readonly spec: {
        readonly volumes: readonly { readonly name: string }[];
        readonly containers: readonly {
          readonly image: string;
          readonly env: readonly { readonly name: string }[];
          readonly securityContext: object;
          readonly livenessProbe: Probe;
          readonly startupProbe: Probe;
          readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
        }[];
      };
    };
  };
}

interface Probe {
  readonly httpGet?: { readonly path: string };
}

interface Alerts {
  readonly groups: readonly {
    readonly rules: readonly { readonly expr: string; readonly annotations: { readonly action: string } }[];
  }[];
}

interface Dashboard {
  readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[];
}
