// One `banter serve` as a user starts it: its own port, its own data folder, ended by its own process.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PROGRAM =
  process.env.BANTER ?? resolve(import.meta.dirname, '../..', process.env.CARGO_TARGET_DIR ?? 'target', 'release/banter');

export const PASSWORD = 'correct horse';

export class Server {
  /** It was down on purpose: from then on, pages may log that they could not reach it. */
  wasAway = false;
  /** What it wrote about itself. */
  log = '';
  #process?: ChildProcess;

  private constructor(
    readonly port: number,
    readonly data: string,
    readonly flags: string[],
  ) {}

  /** A server that is ready, on an empty data folder or a copy of one; `flags` are further ones of `banter serve`. */
  static async opens(port: number, flags: string[], of?: string): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), 'banter-end2end-'));
    if (of) await cp(of, folder, { recursive: true });
    const server = new Server(port, folder, flags);
    await server.starts();
    return server;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** `flags` are further ones, this once. */
  async starts(flags: string[] = []): Promise<void> {
    const listen = `127.0.0.1:${this.port}`;
    const serve = ['serve', '--listen', listen, '--data', this.data, ...this.flags, ...flags];
    const child = spawn(PROGRAM, serve, { cwd: this.data, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    await new Promise<void>((ready, failed) => {
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        this.log += text;
        if (text.includes('Banter is open at')) ready();
      });
      child.once('error', failed);
      child.once('exit', () => failed(new Error(`banter ended:\n${this.log}`)));
    });
  }

  /** SIGTERM: it goes down in order. */
  stops(): Promise<void> {
    return this.#ends('SIGTERM');
  }

  /** SIGKILL: it is given no time. */
  dies(): Promise<void> {
    return this.#ends('SIGKILL');
  }

  /** It stands still, with its connections open. The signal alone only asks: on a busy machine a message sent right
   * after it may still be answered. */
  async freezes(): Promise<void> {
    this.#process!.kill('SIGSTOP');
    const threads = `/proc/${this.#process!.pid}/task`;
    // One that ends meanwhile has no status any more: they are looked at again.
    const stopped = async (id: string) => /^State:\s+T/m.test(await readFile(`${threads}/${id}/status`, 'utf8').catch(() => ''));
    while ((await Promise.all((await readdir(threads)).map(stopped))).includes(false));
  }

  thaws(): void {
    this.#process?.kill('SIGCONT');
  }

  /** `banter user add`, beside the running server. */
  async addsUser(name: string): Promise<void> {
    const add = ['user', 'add', name, '--password-stdin', '--data', this.data];
    const child = spawn(PROGRAM, add, { cwd: this.data, stdio: ['pipe', 'ignore', 'inherit'] });
    child.stdin.end(`${PASSWORD}\n`);
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`banter user add ${name} ended with ${code}`);
  }

  /** Stops it, with all it kept. */
  async closes(): Promise<void> {
    this.thaws();
    await this.stops();
    await rm(this.data, { recursive: true });
  }

  async #ends(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    this.wasAway = true;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}

/** Ports given, of which each is used later than it was found free. */
const given = new Set<number>();

/** Below the ports that outgoing connections take, so that a restarted server finds its own free; each worker of the
 * tests has its own thousands. */
export async function freePort(): Promise<number> {
  const port = 12_000 + 5_000 * (Number(process.env.TEST_PARALLEL_INDEX ?? 0) % 4) + Math.floor(Math.random() * 5_000);
  if (given.has(port)) return freePort();
  given.add(port);
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
    return port;
  } catch {
    return freePort();
  } finally {
    probe.close();
  }
}
