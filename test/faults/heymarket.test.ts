import { testFaults } from "./selection.ts";

// In a file of its own, where both run at once: they wait for Heymarket nearly all their time.
testFaults([
  ["F20", ["sqlite"]],
  ["F23", ["sqlite"]],
]);
