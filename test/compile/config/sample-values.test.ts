import { expect, test } from "vitest";
import { compileConfig } from "../../../src/compile/config/config-file.ts";
import { readDocument } from "../../helpers/documentation.ts";

test("every value of the heyrules.yaml that init writes which must be replaced is known as the sample's", () => {
  const text = readDocument("templates/project/heyrules.yaml");
  const environment = {
    CRM_URL: "https://crm.example.com",
    CRM_TOKEN: "x",
    SLACK_WEBHOOK_URL: "https://hooks.example.com/x",
  };

  const { pending } = compileConfig({ file: "heyrules.yaml", text, environment, requireEnvironment: true });

  expect(pending.map(({ kind, diagnostic }) => `${kind} ${diagnostic.message.split('"')[1] ?? ""}`)).toEqual([
    "sample heymarket.sender",
    "sample inboxes.front_desk",
    "sample inboxes.billing",
    "sample org.name",
    "sample connections.crm.base_url",
    "sample connections.slack.url",
  ]);
});
