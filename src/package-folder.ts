import { fileURLToPath } from "node:url";

/** Folder of the package, with a separator at its end: it holds `src` or `dist`, `schemas` and `templates`. */
export const PACKAGE_FOLDER = fileURLToPath(new URL("../", import.meta.url));
