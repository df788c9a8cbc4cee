import jsdoc from "eslint-plugin-jsdoc";
import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [
      "node_modules",
      "dist",
      "dist-*",
      "coverage",
      "data",
      "*.mjs",
      "scripts",
      "assets",
      "test/fixtures",
      "deploy",
      "src/compile/generated",
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    // One program for all files; the project service answers editors and takes half as long again here.
    languageOptions: { parserOptions: { project: "tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: false }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "no-restricted-exports": ["error", { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
      "no-console": "error",
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    plugins: { jsdoc },
    rules: {
      "jsdoc/require-jsdoc": [
        "error",
        {
          publicOnly: true,
          enableFixer: false,
          require: {
            FunctionDeclaration: true,
            ClassDeclaration: true,
            MethodDefinition: false,
            ArrowFunctionExpression: true,
          },
          contexts: [
            "TSInterfaceDeclaration",
            "TSTypeAliasDeclaration",
            "ExportNamedDeclaration > VariableDeclaration",
          ],
        },
      ],
      "jsdoc/no-types": "error",
    },
  },
  {
    files: ["src/core/**/*.ts"],
    rules: {
      "no-restricted-globals": [
        "error",
        "process",
        "setTimeout",
        "setInterval",
        "setImmediate",
        "fetch",
        "performance",
        "crypto",
      ],
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "take randomness from the caller" },
      ],
      "no-restricted-syntax": [
        "error",
        {
          // Date.UTC is arithmetic; everything else of Date knows this machine's clock or time zone.
          selector: ":not(MemberExpression[property.name='UTC']) > Identifier[name='Date']",
          message: "take the time from the caller; of Date only Date.UTC is pure",
        },
      ],
    },
  },
  {
    // Tests may be long suites of short cases; a describe block is not a function to be kept under 60 lines.
    files: ["test/**/*.ts", "bench/**/*.ts"],
    rules: {
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": "off",
      "no-console": "off",
      "jsdoc/require-jsdoc": "off",
    },
  },
  { files: ["vitest.config.ts"], rules: { "no-restricted-exports": "off" } },
);
