import { expect, test } from "vitest";
import { startTestEngine, textData } from "../../helpers/engine.ts";
import { makeProject } from "../../helpers/project.ts";

test("contacts show takes the end of a number, or a name, and lists the numbers where several fit", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const write = (phone: string, name: string): Promise<string> =>
    engine.receive("message_recieved", {
      ...textData("hello", { phone }),
      conversation: { id: phone, inbox: 101, target: phone, name },
    });
  await write("12025550111", "Ana Ruiz");
  await write("12025550112", "Ana Lopez");

  const byEnd = await project.run("contacts", "show", "0111");
  const byName = await project.run("contacts", "show", "ana ruiz");
  const several = await project.run("contacts", "show", "Ana");
  const nobody = await project.run("contacts", "show", "9999");

  expect(byEnd.out).toContain("contact  +12025550111");
  expect(byName.out).toContain("contact  +12025550111");
  expect(several).toMatchObject({ code: 2 });
  expect(several.err).toContain('2 contacts fit "Ana": +12025550112 (Ana Lopez), +12025550111 (Ana Ruiz)');
  expect(nobody.err).toContain('No contact has a number that ends in "9999"');
});
