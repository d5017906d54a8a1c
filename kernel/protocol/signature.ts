/**
 * Signatures: an HMAC over the four JSON frames of a message, in lower-case hexadecimal digits, with the key of the
 * connection file. An empty key means that messages are not signed.
 *
 * Source: jupyter_client `docs/messaging.rst`, "The Wire Protocol", and `docs/kernels.rst`, "Connection files".
 *
 * @module
 */

import { createHmac, getHashes, timingSafeEqual } from "node:crypto";

/** The scheme of a connection file that names none. */
export const DEFAULT_SCHEME = "hmac-sha256";

export interface Signer {
  /** The signature frame of these frames; empty where messages are not signed. */
  sign(frames: readonly Uint8Array[]): Uint8Array;

  /** Whether `signature` belongs to these frames. Takes the same time wherever the first wrong digit is. */
  verify(frames: readonly Uint8Array[], signature: Uint8Array): boolean;
}

/** The hash of a scheme as "hmac-sha256", or undefined where this Node cannot compute it. */
export function hashOfScheme(scheme: string): string | undefined {
  const hash = /^hmac-(.+)$/.exec(scheme)?.[1];
  return hash !== undefined && getHashes().includes(hash) ? hash : undefined;
}

/** @param hash A hash of `node:crypto`, as {@link hashOfScheme} finds it. */
export function createSigner(key: string, hash: string): Signer {
  if (key === "") return { sign: () => new Uint8Array(0), verify: () => true };

  const sign = (frames: readonly Uint8Array[]): Buffer => {
    const hmac = createHmac(hash, key);
    for (const frame of frames) hmac.update(frame);
    return Buffer.from(hmac.digest("hex"));
  };
  return {
    sign,
    verify(frames, signature) {
      const expected = sign(frames);
      return signature.byteLength === expected.byteLength && timingSafeEqual(signature, expected);
    },
  };
}
