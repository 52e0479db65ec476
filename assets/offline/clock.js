/* How far this phone's clock is from the server's, and whether somebody turned it meanwhile (D9).

   The server's time is heard with every answer. Between two answers the page's own stopwatch tells a clock that was
   turned from one that ran: they advance together. A stopwatch may rest while the phone sleeps, so a clock that is
   ahead after the page was hidden proves nothing; one that went back always does. */

export const SKEW_MS = 300_000;
const SLACK_MS = 1_500;

/** @param {{wall:()=>number, watch:()=>number}} from the phone's clock and a stopwatch that nobody can turn */
export function createClock({ wall, watch }) {
  let offset = 0; // true time minus the phone's
  let last = { wall: wall(), watch: watch() };
  let rested = false;
  const beat = () => {
    const now = { wall: wall(), watch: watch() };
    const jump = now.wall - last.wall - (now.watch - last.watch);
    if (jump < -SLACK_MS || (jump > SLACK_MS && !rested)) offset -= jump;
    last = now;
    rested = false;
  };
  return {
    /** The page was hidden: until the next beat a clock that is ahead may simply have slept. */
    rest: () => (rested = true),
    beat,
    /** The server said what time it is. */
    heard: (server) => {
      const time = typeof server === "number" ? server : Date.parse(server);
      if (!Number.isFinite(time)) return;
      beat();
      offset = time - wall();
    },
    /** Go on with what was known before the page was closed. */
    resume: (known) => (offset = Number.isFinite(known) ? Math.round(known) : 0),
    offset: () => {
      beat();
      return Math.round(offset);
    },
    /** True time, as well as this phone knows it. */
    now: () => {
      beat();
      return Math.round(wall() + offset);
    },
  };
}

export const clock = createClock({ wall: () => Date.now(), watch: () => performance.now() });
