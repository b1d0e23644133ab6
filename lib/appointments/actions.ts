"use server";

import { action } from "#lib/boundary.ts";
import { cancelInput, scheduleInput } from "./rules.ts";
import { cancelAppointment, scheduleAppointment } from "./server.ts";

export const scheduleAppointmentAction = action(
  scheduleInput,
  scheduleAppointment,
  ({ id }) => `/appointments/${id}`,
);
export const cancelAppointmentAction = action(
  cancelInput,
  cancelAppointment,
  ({ id }) => `/appointments/${id}`,
);
