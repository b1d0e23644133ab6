type Call = { type: string; id: string };

export const changesPath = (call: Call) => `/admin/calls/${call.type}/${call.id}/members/changes`;
export const changePath = (call: Call, changeId: string) => `${changesPath(call)}/${changeId}`;
