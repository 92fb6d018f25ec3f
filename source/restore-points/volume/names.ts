import { plain } from '../names.ts';

export const volumeFile = (key: string): string => `volume-${plain(key)}.tar.zst`;
