/** LiveKit's client is as large as the rest of the page, so it loads when someone gets ready to join. */
export const loadRoom = () => import("#components/room/room.tsx");
