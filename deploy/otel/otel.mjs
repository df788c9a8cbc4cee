// Loaded before the engine, it sends spans to a collector by OTLP: receive, below it evaluate, and below that each attempt.
//
//   npm install --prefix /opt/heyrules --no-save @opentelemetry/api@1.9 @opentelemetry/sdk-node
//   OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 node --import /opt/heyrules/deploy/otel/otel.mjs /opt/heyrules/dist/main.js start
//
// Everything else is set by OTEL_… variables (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/).
// Calls are not instrumented here: the addresses of Slack, Teams and catch hooks are secrets, and links that runs gave out can be
// called by whoever reads them. Attempts have action, rule, run and outcome.
import { NodeSDK } from "@opentelemetry/sdk-node";

const sdk = new NodeSDK({ serviceName: process.env.OTEL_SERVICE_NAME ?? "heyrules", instrumentations: [] });
sdk.start();
// When everything has ended in good order; what is sent before has its spans too.
process.once("beforeExit", () => void sdk.shutdown());
