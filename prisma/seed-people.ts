/** The cast of the demo. Invented; the domains are reserved for examples. */

export const teams = [
  { name: "Harbour Street Clinic", timeZone: "Europe/London" },
  { name: "Lindenhof Practice", timeZone: "Europe/Berlin" },
] as const;

type TeamName = (typeof teams)[number]["name"];

export const clinicians: readonly { name: string; email: string; timeZone: string; team: TeamName }[] = [
  {
    name: "Dr Amara Osei",
    email: "amara.osei@bedside.example",
    timeZone: "Europe/London",
    team: "Harbour Street Clinic",
  },
  {
    name: "Dr Tomasz Wren",
    email: "tomasz.wren@bedside.example",
    timeZone: "Europe/London",
    team: "Harbour Street Clinic",
  },
  {
    name: "Nurse Ines Caldeira",
    email: "ines.caldeira@bedside.example",
    timeZone: "America/New_York",
    team: "Harbour Street Clinic",
  },
  {
    name: "Dr Lena Vogt",
    email: "lena.vogt@bedside.example",
    timeZone: "Europe/Berlin",
    team: "Lindenhof Practice",
  },
  {
    name: "Dr Samir Haddad",
    email: "samir.haddad@bedside.example",
    timeZone: "Europe/Berlin",
    team: "Lindenhof Practice",
  },
];

const givenNames =
  "Ada Bruno Celia Dario Edith Farid Greta Hugo Iris Jonas Katja Leo Mina Noah Olga Pavel Rosa Stefan Thea Umar".split(
    " ",
  );
const familyNames = "Ahrens Bell Castro Dvorak Eriksen Fontaine Grant Hoxha Ivers Jansen Kaya".split(" ");
const zones = ["Europe/London", "Europe/Berlin", "America/New_York"] as const;

const pick = <T>(list: readonly T[], index: number): T => {
  const found = list[index % list.length];
  if (found === undefined) throw new Error("an empty list");
  return found;
};

/** The `index`-th invented name: all different up to the product of both lists. */
export const nameAt = (index: number): string =>
  `${pick(givenNames, index)} ${pick(familyNames, Math.floor(index / givenNames.length) + index)}`;

/** Forty patients, twenty a team, three time zones, two of them with long names. */
export const patients = Array.from({ length: 40 }, (_, index) => ({
  name: index === 7 ? "Maximiliane-Theodora von Hohenstein-Wittgenbach" : nameAt(index),
  email: `patient${index + 1}@mail.example`,
  timeZone: pick(zones, Math.floor(index / 2)),
  team: pick(teams, index).name,
}));

/** Who listens to the class. */
export const listeners = Array.from({ length: 5_000 }, (_, index) => ({
  name: `${nameAt(index + 40)} ${index + 1}`,
  email: `listener${index + 1}@mail.example`,
  timeZone: pick(zones, index),
}));
