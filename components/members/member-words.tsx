type Call = { type: string; id: string };

/** Where a call's members are, each with what can be done. */
export const membersPath = (call: Call) => `/admin/calls/${call.type}/${call.id}/members`;
