/** The scenes by name; the name is also the file name in `data/label-maps`. @module */

import { Canvas } from "../../src/training/toy-scenes/canvas.ts";
import { bridge } from "./scenes/bridge.ts";
import { harbour } from "./scenes/harbour.ts";
import { road } from "./scenes/road.ts";
import { street } from "./scenes/street.ts";
import { village } from "./scenes/village.ts";
import { wood } from "./scenes/wood.ts";

/** Width and height of every scene in pixels. */
export const sceneSize = 256;

/** A scene's name. */
export type SceneName = "bridge" | "harbour" | "road" | "street" | "village" | "wood";

const painters: Record<SceneName, (canvas: Canvas) => void> = {
  bridge,
  harbour,
  road,
  street,
  village,
  wood,
};

/** All names, in alphabetical order. */
export const sceneNames: readonly SceneName[] = Object.keys(painters) as SceneName[];

/** Paints one scene. */
export function drawScene(name: SceneName): Canvas {
  const canvas = new Canvas({ height: sceneSize, width: sceneSize });
  painters[name](canvas);
  return canvas;
}
