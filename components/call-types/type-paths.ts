export const callTypesPath = "/admin/call-types";
export const callTypePath = (id: string) => `${callTypesPath}/${id}`;
