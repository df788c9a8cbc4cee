import { describe } from "vitest";
import { EXECUTABLE } from "./chromium.ts";

/** Groups tests that need a browser; without one they are skipped, which `npm test` says. */
export const describeInBrowser = describe.skipIf(EXECUTABLE === undefined);
