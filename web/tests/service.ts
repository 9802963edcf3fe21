/** The program itself, started and stopped by a test; its clock can be set where the system's libfaketime is told of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';

const PROGRAM = process.env.RIVERCHIEF_PROGRAM ?? '';
const FAKE_TIME = process.env.FAKE_TIME_LIBRARY ?? '';

/** A clock that stands until it is set again. */
export class StandingClock {
  constructor(private readonly file: string) {}

  /** To a moment in Beihai, as `2019-02-28 23:59:59`. */
  set(moment: string): void {
    writeFileSync(this.file, moment);
  }

  environment(): Record<string, string> {
    return {
      LD_PRELOAD: FAKE_TIME,
      FAKETIME_TIMESTAMP_FILE: this.file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
      TZ: 'Asia/Shanghai',
    };
  }
}

export class Service {
  private constructor(private readonly child: ChildProcess) {}

  /** Serves a world file; ready when this returns. */
  static async start(world: string, port: number, clock?: StandingClock): Promise<Service> {
    const child = spawn(PROGRAM, ['serve', world, '--listen', `127.0.0.1:${port}`, '--log', 'warn'], {
      env: { PATH: process.env.PATH ?? '', ...clock?.environment() },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const greeting = once(child.stdout, 'data');
    const early = once(child, 'exit').then(([code]) => {
      throw new Error(`${PROGRAM} ended with ${code}`);
    });
    await Promise.race([greeting, early]);
    early.catch(() => undefined);
    return new Service(child);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }
}

/** What a proxy says while the service behind it is away. */
export class BadGateway {
  asked = 0;
  private readonly server: Server;
  private constructor() {
    this.server = createServer((_, response) => {
      this.asked += 1;
      response.writeHead(502, { 'content-type': 'text/html', connection: 'close' }).end('<h1>502 Bad Gateway</h1>');
    });
  }

  static async on(port: number): Promise<BadGateway> {
    const gateway = new BadGateway();
    gateway.server.listen(port, '127.0.0.1');
    await once(gateway.server, 'listening');
    return gateway;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}
