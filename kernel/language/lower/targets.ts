/**
 * The targets of assignments.
 *
 * @module
 */

import type TS from "typescript";
import type { Walk } from "./walk.ts";

/** Identifiers that an assignment to `target` changes, also within patterns. */
export function noteTargets(walk: Walk, target: TS.Node): void {
  const { ts } = walk;
  if (ts.isIdentifier(target)) walk.assigned.push(target);
  else if (ts.isParenthesizedExpression(target)) noteTargets(walk, target.expression);
  else if (ts.isArrayLiteralExpression(target)) {
    for (const element of target.elements) noteTargets(walk, element);
  } else if (ts.isSpreadElement(target) || ts.isSpreadAssignment(target)) {
    noteTargets(walk, target.expression);
  } else if (ts.isObjectLiteralExpression(target)) {
    for (const property of target.properties) {
      if (ts.isPropertyAssignment(property)) noteTargets(walk, property.initializer);
      else if (ts.isSpreadAssignment(property)) noteTargets(walk, property);
      else if (ts.isShorthandPropertyAssignment(property)) {
        walk.assigned.push(property.name);
        walk.shorthandTargets.add(property.name);
      }
    }
  } else if (ts.isBinaryExpression(target)) {
    noteTargets(walk, target.left);
  }
}
