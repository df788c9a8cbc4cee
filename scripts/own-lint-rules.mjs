// What oxlint has no rule for, or only part of one. Named `heyrules/…` in .oxlintrc.json.

/** What has an effect besides its value. */
const DEEDS = new Set(["CallExpression", "ImportExpression", "AssignmentExpression"]);
/** What may stand round one. */
const WRAPPERS = new Set(["ChainExpression", "TSAsExpression", "TSNonNullExpression", "TSSatisfiesExpression"]);

/** Date.UTC is arithmetic; everything else of Date knows this machine's clock or time zone. */
const pureDate = {
  create: (context) => ({
    Identifier(node) {
      if (node.name !== "Date") return;
      const { parent } = node;
      if (parent.type === "MemberExpression" && parent.property.name === "UTC") return;
      context.report({ node, message: "take the time from the caller; of Date only Date.UTC is pure" });
    },
  }),
};

/** Of a call that returns nothing oxlint's no-meaningless-void-operator tells; this is the other half of that rule. */
const voidOfADeed = {
  create: (context) => ({
    UnaryExpression(node) {
      if (node.operator !== "void") return;
      let { argument } = node;
      while (WRAPPERS.has(argument.type)) argument = argument.expression;
      if (DEEDS.has(argument.type)) return;
      context.report({ node, message: "void leaves the value of a call or an assignment aside, and here is neither" });
    },
  }),
};

export default { meta: { name: "heyrules" }, rules: { "pure-date": pureDate, "void-of-a-deed": voidOfADeed } };
