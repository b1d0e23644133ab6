type Call = { type: string; id: string };

/** Where a call's members are, each with what can be done. */
export const membersPath = (call: Call) => `/admin/calls/${call.type}/${call.id}/members`;

/** Where it stands why people can or cannot come in; with `userId`, about that person. */
export const joiningPath = (call: Call, userId?: string) =>
  `/admin/calls/${call.type}/${call.id}/joining${userId ? `?person=${userId}` : ""}`;
