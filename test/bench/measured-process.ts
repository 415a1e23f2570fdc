import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

export interface ProcessFigures {
  /** Wall clock of the whole process, ms. */
  readonly wall: number;
  /** Largest resident memory, bytes. */
  readonly peak: number;
  readonly stdout: string;
}

/** Runs a Node process to its end and watches its memory (by /proc; 0 where there is none). Throws where it fails. */
export async function measuredProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProcessFigures> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let stdout = '';
  let stderr = '';
  let peak = 0;
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  // VmHWM is the kernel's own high-water mark: reading it now and then misses nothing but the last moments.
  const watch = setInterval(() => (peak = Math.max(peak, highWater(child.pid))), 25);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(watch);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}: ${stderr.slice(0, 500)}`);
  return { wall: performance.now() - started, peak, stdout };
}

function highWater(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Seconds of processor that ended children have taken. */
export const childrensTime = (): number => {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return Number.NaN;
  }
};
