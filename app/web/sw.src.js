/* The service worker: it keeps the shell so that Linli opens with no signal, and nothing else.
   It never stores an answer of the API and never touches the outbox (promise D14). */
import { addPlugins, cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

// Answers carry `Vary: Origin`; stored with it, a module script would miss its own cache entry.
addPlugins([
  {
    cacheWillUpdate: async ({ response }) => {
      if (!response || response.status !== 200) return null;
      const headers = new Headers(response.headers);
      headers.delete("vary");
      return new Response(response.body, { status: 200, headers });
    },
  },
]);
cleanupOutdatedCaches();
precacheAndRoute(self.__WB_MANIFEST, {
  directoryIndex: null,
  cleanURLs: false,
  ignoreURLParametersMatching: [/./],
  urlManipulation: ({ url }) => (/\/$|\.\w+$/.test(url.pathname) ? [] : [new URL(url.pathname + "/", url)]),
});
// Pages with an id in their address have no document of their own: the bare shell finds them by itself.
registerRoute(
  new NavigationRoute(createHandlerBoundToURL("/__spa-fallback.html"), {
    denylist: [/^\/(api|_event|_upload|_health|_all_routes|ping)(\/|$)/, /\.\w+$/],
  }),
);
// A new version waits until the page asks for it: nobody is reloaded in the middle of a form.
self.addEventListener("message", (event) => {
  if (event.data?.type === "SKIP_WAITING") self.skipWaiting();
});
