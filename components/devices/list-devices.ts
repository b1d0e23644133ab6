export type DeviceLists = {
  readonly camera: readonly MediaDeviceInfo[];
  readonly microphone: readonly MediaDeviceInfo[];
  readonly speaker: readonly MediaDeviceInfo[];
};

export const noDevices: DeviceLists = { camera: [], microphone: [], speaker: [] };

/** Only devices with a name, which browsers tell once one was allowed. */
export const listDevices = async (): Promise<DeviceLists> => {
  const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  const of = (kind: MediaDeviceKind) => all.filter((one) => one.kind === kind && one.deviceId && one.label);
  return { camera: of("videoinput"), microphone: of("audioinput"), speaker: of("audiooutput") };
};
