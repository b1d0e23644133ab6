/** Signs that nobody mistakes for others when they are read out. */
const signs = "abcdefghjkmnpqrstuvwxyz23456789";

/** A password of four groups of four, some 79 bits, to be handed on and changed; made in the browser. */
export const suggestPassword = (): string => {
  const group = () =>
    Array.from({ length: 4 }, () => {
      // Whatever would make some signs likelier than others is drawn again.
      for (;;) {
        const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
        if (byte < Math.floor(256 / signs.length) * signs.length) return signs[byte % signs.length];
      }
    }).join("");
  return Array.from({ length: 4 }, group).join("-");
};
