import { startEngine } from "../src/app/start-engine.ts";
import { createLogger } from "../src/log.ts";
import { compileBenchConfig, compileBenchRules, configText, CRM_RULE } from "./project.ts";
import { answerParent } from "./server-process.ts";
import { TOKEN } from "./webhook.ts";

// `engine-server sqlite:FILE CRM_URL`: the whole engine with one rule that calls the CRM.
const [store = "", crmUrl = ""] = process.argv.slice(2);
const config = compileBenchConfig(configText(crmUrl));
const rules = compileBenchRules([CRM_RULE], config.settings);
const sources = [{ name: "default", tokens: [TOKEN], dry: false }];
const engine = await startEngine(
  { ...config, store, host: "127.0.0.1", port: 0, admin: null, linkSecrets: [], sources, heymarket: null },
  { rules, logger: createLogger("info") },
);
answerParent({
  url: engine.url,
  drain: () => engine.runner.drain(),
  count: async () => (await engine.store.countRuns({ status: "done" })).done,
});
