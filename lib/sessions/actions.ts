"use server";

import { action } from "#lib/boundary.ts";
import { callRef } from "#lib/calls/rules.ts";
import { noteConnection } from "#lib/sessions/server/note-connection.ts";
import { extendSession } from "./limit.ts";
import { connectedInput, extendInput } from "./rules.ts";
import { startVisit } from "./server.ts";

export const startVisitAction = action(callRef, startVisit);
export const extendSessionAction = action(extendInput, extendSession);
export const noteConnectionAction = action(connectedInput, noteConnection);
