"use server";

import { action } from "#lib/boundary.ts";
import { callRef } from "#lib/calls/rules.ts";
import { declineInput, ringInput } from "./rules.ts";
import { acceptRing, cancelRing, declineRing, ringCall } from "./server.ts";

export const ringCallAction = action(ringInput, ringCall);
export const cancelRingAction = action(ringInput, cancelRing);
export const acceptRingAction = action(callRef, acceptRing);
export const declineRingAction = action(declineInput, declineRing);
