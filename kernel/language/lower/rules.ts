/**
 * Walks a cell by what each kind of syntax means.
 *
 * @module
 */

import type TS from "typescript";
import { classRules } from "./class-rules.ts";
import { declarationRules } from "./declaration-rules.ts";
import { expressionRules } from "./expression-rules.ts";
import { typeRules } from "./type-rules.ts";
import { type AddRule, type Rule, Walk, type WalkOptions } from "./walk.ts";

const rulesOf = new WeakMap<object, ReadonlyArray<Rule | undefined>>();

export function walkFile(
  ts: typeof TS,
  sourceFile: TS.SourceFile,
  options: WalkOptions = {},
): Walk {
  let rules = rulesOf.get(ts);
  if (rules === undefined) {
    rules = walkRules(ts);
    rulesOf.set(ts, rules);
  }
  const walk = new Walk(ts, sourceFile, options);
  walk.run(rules);
  return walk;
}

/** By `SyntaxKind`; nodes without a rule have their children walked. */
function walkRules(ts: typeof TS): ReadonlyArray<Rule | undefined> {
  const rules: Array<Rule | undefined> = [];
  const on: AddRule = (kinds, rule) => {
    // A kind tells the type of its nodes.
    for (const kind of kinds) rules[kind] = rule as Rule;
  };
  typeRules(ts, on);
  declarationRules(ts, on);
  classRules(ts, on);
  expressionRules(ts, on);
  return rules;
}
