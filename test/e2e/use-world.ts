import { onTestFinished } from "vitest";
import type { World, WorldOptions } from "./world.ts";
import { startWorld } from "./world.ts";

/** A world that ends, with every process in it, when the test does. */
export async function useWorld(options: WorldOptions): Promise<World> {
  const world = await startWorld(options);
  onTestFinished(world.close);
  return world;
}
