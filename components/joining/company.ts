import type { VisitView } from "#lib/joining/server/view-visit.ts";

/** Who else belongs to the visit. `named` is whom the title names; `more` counts those who aren't listed. */
export const companyOf = ({ members, self, memberCount, everybody }: VisitView) => {
  const others = members.filter(({ id }) => id !== self.id);
  const wanted = self.role === "clinician" ? "patient" : "clinician";
  const named = others.find(({ role }) => role === wanted) ?? others[0];
  return { others, named, more: everybody ? 0 : memberCount - members.length };
};

/** The others who are in the visit; where there are none, those who are waiting. */
export const presentAt = (view: VisitView) => {
  const { others } = companyOf(view);
  const inside = others.filter(({ presence }) => presence === "inside");
  if (inside.length > 0) return { place: "inside" as const, people: inside };
  return { place: "waiting" as const, people: others.filter(({ presence }) => presence === "waiting") };
};
