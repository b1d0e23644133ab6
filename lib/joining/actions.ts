"use server";

import { action } from "#lib/boundary";
import { joinInput } from "./rules.ts";
import { joinCall } from "./server.ts";

export const joinCallAction = action(joinInput, joinCall);
