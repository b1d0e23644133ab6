"use server";

import { action } from "#lib/boundary.ts";
import { callRef } from "#lib/calls/rules.ts";
import { acceptRing, declineRing } from "#lib/rings/server/answer-ring.ts";
import { cancelRing } from "#lib/rings/server/cancel-ring.ts";
import { declineInput, ringInput } from "./rules.ts";

export const cancelRingAction = action(ringInput, cancelRing);
export const acceptRingAction = action(callRef, acceptRing);
export const declineRingAction = action(declineInput, declineRing);
