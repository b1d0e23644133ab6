"use server";

import { z } from "zod";
import { action } from "#lib/boundary";
import { callRef } from "#lib/calls/rules";
import { removeMember } from "./server.ts";

export const removeMemberAction = action(callRef.extend({ memberId: z.uuid("not-an-id") }), removeMember);
