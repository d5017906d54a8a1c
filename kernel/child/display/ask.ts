/**
 * The globals `prompt` and `confirm`: a cell waits for the user.
 *
 * They wait synchronously, as in browsers, and can be interrupted.
 *
 * @module
 */

import { $Object, $String } from "../intrinsics.ts";
import type { Prompt } from "./api.ts";
import type { DisplayHost } from "./ports.ts";

export function makePrompt(host: DisplayHost): Prompt {
  const prompt = (question: string = "", defaultValue?: string): string => {
    const suffix = defaultValue === undefined ? "" : `[${defaultValue}] `;
    const line = host.input(spaced(question) + suffix, false);
    return line === "" && defaultValue !== undefined ? $String(defaultValue) : line;
  };
  return $Object.assign(prompt, {
    password: (question: string = "") => host.input(spaced(question), true),
  });
}

export function makeConfirm(host: DisplayHost): (question?: string) => boolean {
  return (question = "") => {
    const line = host.input(`${spaced(question)}[y/N] `, false);
    return /^\s*(?:y|yes)\s*$/i.test(line);
  };
}

/** The question as text that an answer can follow. */
function spaced(question: unknown): string {
  const text = $String(question);
  return text === "" || /\s$/.test(text) ? text : `${text} `;
}
