/** The bundled checkpoints, opened. */

import { fileURLToPath } from "node:url";
import { asGenerator, type GeneratorNetwork } from "../../../src/models/network.ts";
import { openNetwork } from "../../../src/models/open-network.ts";

const FOLDER = new URL("../../../data/checkpoints/", import.meta.url);

/** @param name "toy-spade". */
export async function openGenerator(name: string): Promise<GeneratorNetwork> {
  return asGenerator(await openNetwork(fileURLToPath(new URL(`${name}.safetensors`, FOLDER))));
}
