type Connection = { readonly incoming: { readonly url?: string | undefined; readonly socket: { readonly destroyed: boolean } } };
type Fetch<C> = (request: Request, connection: C) => Response | Promise<Response>;

/** What others stand still for: a cluster's API server, and whoever restarts a service that does not answer. */
const urgentPath = /^\/(?:v1\/(?:admission\/|image-review)|livez|readyz)/;

/** More of them take a new connection longer to be seen; one alone takes a third off the rate, as what writes at once shares a write. */
const perTurn = 8;

/**
 * Begins a few requests a turn of Node's event loop, and what is urgent by turns with the rest. Node takes one new connection a turn (libuv 1.45 and later, pull
 * request 3696): where a turn begins whatever hundreds of busy connections have sent, it lasts a second, and the next new one waits for minutes. Whoever hung
 * up in the meantime is not served.
 */
export const inTurn = <C extends Connection>(fetch: Fetch<C>): Fetch<C> => {
  const urgent: (() => void)[] = [];
  const others: (() => void)[] = [];
  let begun = false;
  let urgentLast = false;
  const take = (): (() => void) | undefined => {
    const start = urgentLast ? (others.shift() ?? urgent.shift()) : (urgent.shift() ?? others.shift());
    urgentLast = !urgentLast;
    return start;
  };
  const next = (): void => {
    const starts = Array.from({ length: perTurn }, take).filter((start) => start !== undefined);
    begun = starts.length > 0;
    if (begun) setImmediate(next);
    for (const start of starts) start();
  };
  return (request, connection) => {
    if (!begun) {
      begun = true;
      setImmediate(next);
      return fetch(request, connection);
    }
    return new Promise<void>((start) => (urgentPath.test(connection.incoming.url ?? '') ? urgent : others).push(start)).then(() =>
      isGone(connection) ? new Response(null, { status: 499 }) : fetch(request, connection),
    );
  };
};

const isGone = ({ incoming }: Connection): boolean => incoming.socket.destroyed;
