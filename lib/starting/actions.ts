"use server";

import { action } from "#lib/boundary.ts";
import { callRef } from "#lib/calls/rules.ts";
import { ringInput } from "#lib/rings/rules.ts";
import { ringCall } from "#lib/starting/server/ring-call.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";

export const startVisitAction = action(callRef, startVisit);
export const ringCallAction = action(ringInput, ringCall);
