/* Where the server is: always the page's own origin, so one build serves every port and https. */
const here = globalThis.location?.origin ?? "http://localhost:3000";
const socket = here.replace(/^http/, "ws");
export default {
  PING: `${here}/ping`,
  EVENT: `${socket}/_event`,
  UPLOAD: `${here}/_upload`,
  AUTH_CODESPACE: `${here}/auth-codespace`,
  HEALTH: `${here}/_health`,
  ALL_ROUTES: `${here}/_all_routes`,
  TRANSPORT: "websocket",
  TEST_MODE: false,
};
