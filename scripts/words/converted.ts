/** Folders whose words are all in the catalogue. The list goes away when it names every folder. */
export const converted: readonly string[] = ["components/ui"];
