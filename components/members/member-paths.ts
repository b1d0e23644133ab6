type Call = { type: string; id: string };

export const membersPath = (call: Call) => `/admin/calls/${call.type}/${call.id}/members`;

/** The page that explains who can join; with `userId`, whether that person can. */
export const joiningPath = (call: Call, userId?: string) =>
  `/admin/calls/${call.type}/${call.id}/joining${userId ? `?person=${userId}` : ""}`;
