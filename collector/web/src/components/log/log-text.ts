/** What a terminal would do without showing: colours, cursor moves, titles. */
// biome-ignore format: the comment below is for one line
// biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what is looked for
const CONTROL = /\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007]*(?:\u0007|\u001b\\)|[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

/** What a terminal would leave of a line: a carriage return begins it anew. */
const settled = (line: string): string => {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return text.slice(text.lastIndexOf('\r') + 1).replace(CONTROL, '');
};

/** A log as lines that grows at its end. What is told to listeners is gathered: a frame at most shows it once. */
export class LogText {
  readonly #lines: string[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #schedule: (tell: () => void) => void;
  #open = '';
  #version = 0;
  #isScheduled = false;

  constructor(schedule: (tell: () => void) => void = (tell) => requestAnimationFrame(tell)) {
    this.#schedule = schedule;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  /** Another number whenever something was added. */
  readonly version = (): number => this.#version;

  append(text: string): void {
    const pieces = (this.#open + text).split('\n');
    this.#open = pieces.pop() ?? '';
    for (const piece of pieces) this.#lines.push(settled(piece));
    this.#told();
  }

  clear(): void {
    this.#lines.length = 0;
    this.#open = '';
    this.#told();
  }

  /** How many lines there are; the last one may still grow. */
  get length(): number {
    return this.#lines.length + (this.#open === '' ? 0 : 1);
  }

  line(index: number): string {
    return this.#lines[index] ?? (index === this.#lines.length ? settled(this.#open) : '');
  }

  /** The lines that hold a text, whatever its case. */
  find(text: string): number[] {
    if (text === '') return [];
    const wanted = text.toLowerCase();
    const found: number[] = [];
    for (let index = 0; index < this.length; index++)
      if (this.line(index).toLowerCase().includes(wanted)) found.push(index);
    return found;
  }

  all(): string {
    return Array.from({ length: this.length }, (_, index) => this.line(index)).join('\n');
  }

  #told(): void {
    this.#version++;
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#schedule(() => {
      this.#isScheduled = false;
      for (const listener of this.#listeners) listener();
    });
  }
}
