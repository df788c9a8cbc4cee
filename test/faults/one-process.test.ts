import { testFaults } from "./selection.ts";

testFaults([
  ["F01", ["sqlite", "json"]],
  ["F29", ["sqlite"]],
  ["F19", ["sqlite"]],
  ["F05", ["sqlite"]],
  ["F09", ["sqlite"]],
  ["F10", ["sqlite"]],
  ["F27", ["sqlite"]],
  ["F63", ["sqlite"]],
]);
