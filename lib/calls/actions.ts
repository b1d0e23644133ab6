"use server";

import { action } from "#lib/boundary.ts";
import { createCallInput } from "#lib/calls/rules/create-call.ts";
import { deleteCall } from "#lib/calls/server/delete-call.ts";
import { updateCall } from "#lib/calls/server/update-call.ts";
import { callRef, deleteCallInput, updateCallInput } from "./rules.ts";
import { createCall, endCall } from "./server.ts";

export const createCallAction = action(createCallInput, createCall);
export const updateCallAction = action(updateCallInput, updateCall);
export const endCallAction = action(callRef, endCall);
export const deleteCallAction = action(deleteCallInput, deleteCall);
