import { expect, test } from "vitest";
import { startTestEngine, textData } from "../../helpers/engine.ts";
import { makeProject } from "../../helpers/project.ts";

const SHADOW = `version: 1
rules:
  offer:
    enabled: shadow
    on: message_recieved
    if: { text: { words: [price] } }
    do: [{ log: offered }]
`;

test("rules show and rules ls say how often a rule in shadow would have fired since it was loaded", async () => {
  const project = makeProject({ rules: { "rules.yaml": SHADOW } });
  const engine = await startTestEngine(project, { rules: SHADOW });
  await engine.receive("message_recieved", textData("what is the price?"));
  await engine.receive("message_recieved", textData("hello"));
  await engine.receive("message_recieved", textData("the price, please"));

  const shown = await project.run("rules", "show", "offer");
  const listed = await project.run("rules", "ls");
  const json = await project.run("rules", "ls", "--json");

  const words = /would have fired 2 times since \d{4}-\S+, last at \d{4}-\S+$/;
  expect(shown.out).toMatch(words);
  expect(listed.out.split("\n").at(-1)).toMatch(new RegExp(`^offer ${words.source}`));
  const count = { times: 2, since: expect.any(String) as string, lastAt: expect.any(String) as string, newest: null };
  expect(JSON.parse(json.out)).toMatchObject({ rules: [{ id: "offer", wouldHaveFired: count }] });
});

test("what another version would have done is not counted, and nothing is said of one that was not loaded", async () => {
  const project = makeProject({ rules: { "rules.yaml": SHADOW.replace("price", "quote") } });
  const engine = await startTestEngine(project, { rules: SHADOW });
  await engine.receive("message_recieved", textData("what is the price?"));

  const { out } = await project.run("rules", "show", "offer");

  expect(out).not.toContain("would have fired");
});

test("without a store, and of a rule that is on, nothing is said of a shadow", async () => {
  const project = makeProject({ rules: { "rules.yaml": SHADOW } });

  const { code, err, out } = await project.run("rules", "show", "offer", "--json");

  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(JSON.parse(out)).toMatchObject({ wouldHaveFired: null });
});
