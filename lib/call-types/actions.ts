"use server";

import { action } from "#lib/boundary.ts";
import { callTypeRef, createCallTypeInput, retireCallTypeInput, updateCallTypeInput } from "./rules.ts";
import { createCallType, deleteCallType, setCallTypeRetired, updateCallType } from "./server.ts";

export const createCallTypeAction = action(createCallTypeInput, createCallType);
export const updateCallTypeAction = action(updateCallTypeInput, updateCallType);
export const setCallTypeRetiredAction = action(retireCallTypeInput, setCallTypeRetired);
export const deleteCallTypeAction = action(callTypeRef, deleteCallType);
