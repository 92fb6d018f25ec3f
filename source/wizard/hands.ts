import type { Session } from '../run/session.ts';
import type { Attention } from './attention.ts';
import type { LogBuffer } from './logs/buffer.ts';
import type { Picture } from './run-picture.ts';
import type { Scene } from './scene.ts';

/** What a key can see and touch. */
export type Hands = {
	readonly scene: Scene;
	readonly picture: Picture;
	readonly session: Session;
	readonly logs: LogBuffer;
	readonly attention: () => Attention;
	readonly change: (next: (before: Attention) => Attention) => void;
	/** A key came while a new question was not awake yet. */
	readonly disturb: () => void;
	readonly close: () => void;
	/** Shows a file in the operator's pager. */
	readonly openPager: (file: string) => void;
	/** Stops the wizard until the shell continues it. */
	readonly suspend: () => void;
	/** Fills the terminal's clipboard. */
	readonly copy: (text: string) => void;
};
