"use client";

import { useSyncExternalStore } from "react";
import { closed, type Devices, type DevicesState } from "./devices-store.ts";

/** The devices as they are now; closed on the server. */
export const useDevices = (devices: Devices): DevicesState =>
  useSyncExternalStore(devices.subscribe, devices.now, () => closed);
