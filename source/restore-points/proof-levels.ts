import { type ProofLevel, proofLevels } from './manifest.ts';

/** A level that can be asked for. */
export type AskedLevel = Exclude<ProofLevel, 'none'>;

/** The words of the command line for them. */
export const levelWords = ['quick', 'data', 'full'] as const;
export type LevelWord = (typeof levelWords)[number];

const levels = {
	quick: 'read back',
	data: 'data',
	full: 'full',
} as const satisfies Readonly<Record<LevelWord, AskedLevel>>;

export const levelOf = (word: LevelWord): AskedLevel => levels[word];

export const isLevelWord = (word: string): word is LevelWord =>
	(levelWords as readonly string[]).includes(word);

export const isAskedLevel = (text: string): text is AskedLevel =>
	text !== 'none' && (proofLevels as readonly string[]).includes(text);

/** True when a proof went as far as was asked, or farther. */
export const reaches = (proof: ProofLevel, asked: AskedLevel): boolean =>
	proofLevels.indexOf(proof) >= proofLevels.indexOf(asked);
