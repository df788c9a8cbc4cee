import { onTestFinished } from "vitest";
import type { World } from "./world.ts";
import { startWorld } from "./world.ts";

/** A world that ends, with every process in it, when the test does. */
export async function useWorld(options: { readonly rules: string }): Promise<World> {
  const world = await startWorld(options);
  onTestFinished(world.close);
  return world;
}
