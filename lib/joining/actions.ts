"use server";

import { action } from "#lib/boundary.ts";
import { joinInput } from "./rules.ts";
import { joinCall, visitView } from "./server.ts";

export const joinCallAction = action(joinInput, joinCall);
export const visitViewAction = action(joinInput, visitView);
