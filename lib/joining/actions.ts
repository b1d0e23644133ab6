"use server";

import { action } from "#lib/boundary.ts";
import { joinInput } from "./rules.ts";
import { joinCall } from "./server/enter-call.ts";
import { visitView } from "./server/view-visit.ts";

export const joinCallAction = action(joinInput, joinCall);
export const visitViewAction = action(joinInput, visitView);
