export const root: string;
export function environment(): Record<string, string | undefined>;
export function mustRun(program: string, args: readonly string[]): void;
export function installOnce(): void;
export function buildOnce(): void;
