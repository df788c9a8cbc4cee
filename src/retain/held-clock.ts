import type { SteadyClock } from "../ports/system.ts";

/**
 * A clock that does not follow the machine's while that is not trusted, so that no wait is moved along with it: set right
 * again, it was never set. Until it is trusted for the first time it follows and tells nothing: what waits was not written by it.
 * (test/retain/held-clock.test.ts)
 */
export function createHeldClock(clock: SteadyClock, isTrusted: () => boolean): SteadyClock {
  let wasTrusted = false;
  return {
    ...clock,
    follow: () => {
      const mayFollow = isTrusted();
      wasTrusted ||= mayFollow;
      if (wasTrusted) return mayFollow ? clock.follow() : 0;
      clock.follow();
      return 0;
    },
  };
}
