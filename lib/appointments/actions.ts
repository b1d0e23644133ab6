"use server";

import { cancelAppointment } from "#lib/appointments/server/cancel-appointment.ts";
import { scheduleAppointment } from "#lib/appointments/server/schedule-appointment.ts";
import { action } from "#lib/boundary.ts";
import { cancelInput, scheduleInput } from "./rules.ts";

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
