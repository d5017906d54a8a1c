/**
 * A picture that was painted before, told apart from the result that it is in.
 *
 * @module
 */

import type { Activation } from "../../engines/activation.ts";
import { EngineError } from "../../errors.ts";

/**
 * @param picture Undefined for none.
 * @throws EngineError if it is something else.
 */
export function checkPicture(picture: Activation | undefined, where: string): void {
  if (picture === undefined) return;
  const { shape, data, before, image, then }: Partial<Record<string, unknown>> = Object(picture);
  if (Array.isArray(shape) && ArrayBuffer.isView(data)) return;
  throw new EngineError({
    what: "this is no picture",
    where,
    expected: "a picture as engines paint it: { shape: [1, 3, height, width], data }",
    got: before || image ? "what holds one" : then ? "a promise" : typeof picture,
    hint: before
      ? "give the picture in it: .before"
      : image
        ? "give the picture in it: .image"
        : "leave it out, and it is painted here",
  });
}
