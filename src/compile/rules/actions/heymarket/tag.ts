import { checkTemplates } from "../../checks/templates-check.ts";
import type { ActionCompiler } from "../definition.ts";

const MAXIMUM_TAGS = 5;

/** A change of tags as it is written. */
export const tag: ActionCompiler<"tag"> = {
  compile(written, path, context) {
    const add = [written.add ?? []].flat();
    const remove = [written.remove ?? []].flat();
    checkTemplates(written.add ?? [], [...path, "add"], context, "text");
    checkTemplates(written.remove ?? [], [...path, "remove"], context, "text");
    if (add.length === 0 && remove.length === 0) {
      const hint = "add `add` or `remove`";
      context.findings.error({ code: "missing-key", path, which: "key", message: "there is no tag to change", hint });
    }
    if (add.length > MAXIMUM_TAGS) {
      const message = `a contact has at most ${MAXIMUM_TAGS} tags in Heymarket, not ${add.length}`;
      const hint = "keep the rest local";
      context.findings.error({ code: "too-many-tags", path: [...path, "add"], message, hint });
    }
    const places = [written.in ?? ["local", "heymarket"]].flat();
    return { action: "tag", add, remove, inHeymarket: places.includes("heymarket"), inLocal: places.includes("local") };
  },
  expected: ({ value }) => [value].flat(),
};
