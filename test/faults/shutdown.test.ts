import { testFaults } from "./selection.ts";

// In a file of its own: what other faults check would hold up its clients, who may only be so slow to come back.
testFaults([["F33", ["sqlite"]]]);
