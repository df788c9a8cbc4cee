import { testFaults } from "./selection.ts";

testFaults([
  ["F06", ["postgres"]],
  ["F13", ["postgres"]],
  ["F16", ["postgres"]],
  ["F01", ["postgres"]],
  ["F04", ["postgres"]],
  ["F26", ["postgres"]],
  ["F30", ["postgres"]],
  ["F41", ["postgres"]],
  ["F44", ["postgres"]],
]);
