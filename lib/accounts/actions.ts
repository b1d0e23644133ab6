"use server";

import { z } from "zod";
import { changePassword, setPassword } from "#lib/accounts/server/change-password.ts";
import { createPerson } from "#lib/accounts/server/create-accounts.ts";
import { endSignIn } from "#lib/accounts/server/end-sign-in.ts";
import { findPeople, searchPatients } from "#lib/accounts/server/find-people.ts";
import { changeAccountRole, setAccountDisabled } from "#lib/accounts/server/manage-account.ts";
import { signOutOfBrowser } from "#lib/accounts/server/sign-out.ts";
import { action } from "#lib/boundary.ts";
import { accountRoles } from "#lib/roles.ts";
import { newPassword, newPersonInput } from "./rules.ts";

const userId = z.uuid("not-an-id");

export const endSignInAction = action(z.object({ signInId: z.uuid("not-an-id") }), endSignIn);
export const signOutAction = action(z.object({}), signOutOfBrowser, () => "/sign-in");
const search = z.object({ text: z.string().trim().max(100, "too-long") });
export const searchPatientsAction = action(search, searchPatients);
export const findPeopleAction = action(search, findPeople);
export const disableAccountAction = action(z.object({ userId }), (actor, input) =>
  setAccountDisabled(actor, { ...input, disabled: true }),
);
export const enableAccountAction = action(z.object({ userId }), (actor, input) =>
  setAccountDisabled(actor, { ...input, disabled: false }),
);
export const changeAccountRoleAction = action(
  z.object({ userId, role: z.enum(accountRoles) }),
  changeAccountRole,
);
export const createPersonAction = action(newPersonInput, createPerson);
export const changePasswordAction = action(
  z.object({ current: z.string().min(1, "required").max(1_024, "too-long"), next: newPassword }),
  changePassword,
);
export const setPasswordAction = action(z.object({ userId, password: newPassword }), setPassword);
