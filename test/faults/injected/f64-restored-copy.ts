import { join } from "node:path";
import { createSender, makeDelivery, phoneOf } from "../../e2e/delivery.ts";
import { until } from "../../e2e/until.ts";
import { sentences } from "../check/evidence.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import { openScene } from "../scene/scene.ts";

const SIZES = { short: { questions: 30, after: 5 }, full: { questions: 400, after: 50 } };
/** A backup is made while the CRM fails; later an engine starts on it, which does not know that the calls were made since. */
export const RESTORED_COPY: Fault = {
  id: "F64",
  title: "an old copy is restored",
  stores: ["sqlite", "json"],
  run: restoreCopy,
};

async function restoreCopy(plan: FaultPlan): Promise<FaultReport> {
  const { questions, after } = SIZES[plan.size];
  let isFailing = true;
  const scene = await openScene(plan, { crm: { behave: () => (isFailing ? { status: 503 } : null) } });
  const { world, fleet, traffic } = scene;
  await fleet.start();
  const asked = Array.from({ length: questions }, (_, index) => traffic.write(phoneOf(index), "price"));
  await Promise.all(asked.map((question) => traffic.deliver(question)));
  await until("the CRM fails", () => world.exchanges.crm.length > 0);
  const copy = join(world.folder, "copy");
  const backup = await world.run(["store", "backup", copy]);
  isFailing = false;
  const found = await scene.conclude();

  const before = { texts: world.heymarket.sent().length, calls: world.exchanges.crm.length };
  const environment = { ...world.environment, HEYRULES_STORE: `${plan.store}:${copy}` };
  const restored = await fleet.start({ environment });
  const sender = createSender(after);
  plan.atEnd(sender.close);
  const ids = Array.from({ length: after }, (_, index) => 9_000_000 + index);
  const replies = await Promise.all(
    ids.map((id) => sender.post(restored.webhook, makeDelivery({ id, phone: phoneOf(id - 8_990_000), text: "hello" }))),
  );
  const { code } = await fleet.terminate(restored);
  const listed = await world.run(["runs", "ls", "--json", "--status", "queued", "--limit", "1000"], environment);
  const waiting = (JSON.parse(listed.out) as { readonly runs: readonly unknown[] }).runs.length;
  const texts = world.heymarket.sent().length - before.texts;
  const calls = world.exchanges.crm.length - before.calls;
  return {
    injected: { questions, "deliveries to the copy": after },
    figures: {
      "texts from the copy": texts,
      "calls from the copy": calls,
      "runs waiting in it": waiting,
      ...found.figures,
    },
    violations: [
      ...(backup.code === 0 ? [] : [`the backup ended with ${String(backup.code)}: ${backup.err}`]),
      ...(code === 0 ? [] : [`the engine of the copy ended with ${String(code)}`]),
      ...sentences(
        "the copy did not take a delivery",
        replies.filter((reply) => reply.kind !== "answered" || reply.status !== 200),
      ),
      ...(texts === 0 ? [] : [`I4 ${texts} texts went out from a copy that nobody had resumed`]),
      ...(calls === 0 ? [] : [`I4 ${calls} calls were made from a copy that nobody had resumed`]),
      ...(waiting > after ? [] : ["nothing of before waited in the copy: nothing was tried"]),
      ...found.violations,
    ],
  };
}
