"use server";

import { action } from "#lib/boundary.ts";
import { extendSession } from "#lib/sessions/server/extend-session.ts";
import { noteConnection } from "#lib/sessions/server/note-connection.ts";
import { connectedInput, extendInput } from "./rules.ts";

export const extendSessionAction = action(extendInput, extendSession);
export const noteConnectionAction = action(connectedInput, noteConnection);
