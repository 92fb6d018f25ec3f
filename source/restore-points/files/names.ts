import { plain } from '../names.ts';

export const copyFile = (path: string): string => `files/${plain(path.split('/').at(-1) ?? '')}`;
