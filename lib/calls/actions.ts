"use server";

import { action } from "#lib/boundary";
import { callRef } from "./rules.ts";
import { endCall } from "./server.ts";

export const endCallAction = action(callRef, endCall);
