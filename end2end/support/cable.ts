// The line between a person and the server, which can be cut, wholly or in one direction.

import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';

type State = 'whole' | 'deaf' | 'silent' | 'cut';

export class Cable {
  #ends = new Set<Socket>();
  #state: State = 'whole';

  private constructor(
    readonly port: number,
    readonly listener: Server,
  ) {}

  /** Listens on `port` and passes everything on to `to`. */
  static async opens(port: number, to: number): Promise<Cable> {
    const listener = createServer((near) => cable.#joins(near, createConnection(to, '127.0.0.1')));
    const cable = new Cable(port, listener);
    await once(listener.listen(port, '127.0.0.1'), 'listening');
    return cable;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** What the server says is lost from now on; what is said to it arrives. */
  goesDeaf(): void {
    this.#state = 'deaf';
  }

  /** Nothing arrives at either end, and neither is told: as for a laptop that sleeps. */
  goesSilent(): void {
    this.#state = 'silent';
  }

  /** Every connection ends, and no new one is made. */
  isCut(): void {
    this.#state = 'cut';
    for (const end of this.#ends) end.destroy();
  }

  /** Everything passes again; where a connection lost something, that direction of it stays dead. */
  isMended(): void {
    this.#state = 'whole';
  }

  closes(): void {
    this.isCut();
    this.listener.close();
  }

  #joins(near: Socket, far: Socket): void {
    for (const [end, other] of [[near, far], [far, near]] as const) {
      this.#ends.add(end);
      end.on('error', () => other.destroy());
      end.on('close', () => {
        this.#ends.delete(end);
        other.destroy();
      });
    }
    if (this.#state === 'cut') near.destroy();
    const passes = (to: Socket, losing: State[]) => {
      let lost = false;
      return (bytes: Buffer) => {
        lost ||= losing.includes(this.#state);
        if (!lost) to.write(bytes);
      };
    };
    near.on('data', passes(far, ['silent']));
    far.on('data', passes(near, ['silent', 'deaf']));
  }
}
