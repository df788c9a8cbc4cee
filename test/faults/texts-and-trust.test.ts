import { testFaults } from "./selection.ts";

testFaults([
  ["F40", ["sqlite"]],
  ["F55", ["sqlite"]],
  ["F56", ["sqlite"]],
  ["F57", ["sqlite"]],
  ["F67", ["sqlite"]],
  ["F42", ["sqlite"]],
  ["F43", ["sqlite"]],
  ["F41", ["sqlite"]],
  ["F58", ["sqlite"]],
  ["F68", ["sqlite"]],
  ["F69", ["sqlite"]],
]);
