"use server";

import { action } from "#lib/boundary";
import { callRef } from "#lib/calls/rules";
import { startVisit } from "./server.ts";

export const startVisitAction = action(callRef, startVisit);
