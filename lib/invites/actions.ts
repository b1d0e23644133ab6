"use server";

import { z } from "zod";
import { action } from "#lib/boundary.ts";
import { callRef } from "#lib/calls/rules.ts";
import { createInviteLink, revokeInviteLink } from "./server.ts";

export const createInviteLinkAction = action(
  callRef.extend({ memberId: z.uuid("not-an-id") }),
  createInviteLink,
);
export const revokeInviteLinkAction = action(
  callRef.extend({ linkId: z.uuid("not-an-id") }),
  revokeInviteLink,
);
