/**
 * The networks of a training with their optimisers.
 *
 * @module
 */

import { networkSteps } from "../models/steps.ts";
import type { Step } from "../models/trace.ts";
import { Adam, type AdamState } from "./adam.ts";
import type { Part } from "./part.ts";
import { TrainableNetwork } from "./trainable-network.ts";
import type { TrainingConfig } from "./training-config.ts";

export type { Part };

export interface TrainedPart {
  readonly network: TrainableNetwork;
  readonly adam: Adam;
}

/** Memory: the parts own theirs until `disposeParts`. */
export interface Parts {
  readonly G: TrainedPart;
  readonly D: TrainedPart;
  readonly E: TrainedPart | null;
}

/** The operations of each part's network. */
export function stepsOf(config: TrainingConfig): { G: Step[]; D: Step[]; E: Step[] | null } {
  const { generator, discriminator, encoder, styleEncoder, size } = config;
  return {
    G: networkSteps({ network: "generator", config: generator, styleEncoder }, size),
    D: networkSteps({ network: "discriminator", config: discriminator }),
    E: encoder && networkSteps({ network: "encoder", config: encoder }),
  };
}

/** Parts with initial parameters. The back end must be in use. */
export function initialParts(config: TrainingConfig): Parts {
  const steps = stepsOf(config);
  const part = (of: readonly Step[], offset: number) =>
    trainedPart(config, TrainableNetwork.initial(of, 3 * config.seed + offset));
  return { G: part(steps.G, 0), D: part(steps.D, 1), E: steps.E && part(steps.E, 2) };
}

/** A network with its optimiser, at the beginning or with a state to go on from. */
export function trainedPart(
  config: TrainingConfig,
  network: TrainableNetwork,
  state?: AdamState,
): TrainedPart {
  const betas: [number, number] = config.twoTimeScales ? [0, 0.9] : [0.5, 0.999];
  return { network, adam: new Adam(network.layout.size, betas, state) };
}

export function disposeParts({ G, D, E }: Parts): void {
  for (const part of [G, D, E]) {
    part?.network.dispose();
    part?.adam.dispose();
  }
}
