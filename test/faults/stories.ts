import type { StackKind, StoryName } from './cases.ts';

/** How a story comes to its beginning, what is disturbed in it, and what may come of it. */
export type Story = {
	readonly name: StoryName;
	/** The version that the stack is brought up with. */
	readonly base: string;
	/** On a practice stack: spoils every version after the first. */
	readonly fault?: 'migration-fails';
	/** Calls that lead to the beginning, each with the exit code it has to have. */
	readonly prelude: readonly { readonly words: readonly string[]; readonly exit: number }[];
	/** Versions whose images are here at the beginning. */
	readonly images: readonly string[];
	/** The call that is disturbed, and its exit code when it is not. */
	readonly call: readonly string[];
	readonly exit: number;
	/** Which state is (a): that before anything was done, or that at the story's beginning. */
	readonly old: 'first' | 'beginning';
	/** Whether the state that the undisturbed call leads to is one that may stay: (b). */
	readonly hasNew: boolean;
};

const upgradeTo = (version: string) => ['upgrade', '--to', version];

/** The call by which an operator asks for the ways back. */
export const wayBack = ['rollback', '--allow-irreversible'];

/** A hop whose migration breaks: the practice stack spoils one, in the lab a version is made for it. */
const breaking = {
	practice: { base: '0.1.9', to: '0.2.0', fault: { fault: 'migration-fails' } },
	engine: { base: '0.2.0', to: '0.3.0', fault: {} },
} as const;

export function storyOf(stack: StackKind, name: StoryName): Story {
	const base = '0.1.9';
	const broken = breaking[stack];
	switch (name) {
		case 'upgrade':
			return {
				...{ name, base, prelude: [], images: [base] },
				...{ call: upgradeTo('0.1.10'), exit: 0, old: 'beginning', hasNew: true },
			};
		case 'failing':
			return {
				...{ name, base: broken.base, ...broken.fault, prelude: [], images: [broken.base] },
				...{ call: upgradeTo(broken.to), exit: 3, old: 'beginning', hasNew: false },
			};
		case 're-pin':
			return {
				...{ name, base, prelude: [{ words: upgradeTo('0.1.10'), exit: 0 }], images: [base, '0.1.10'] },
				...{ call: wayBack, exit: 0, old: 'beginning', hasNew: true },
			};
		case 'restore':
			return {
				...{ name, base: broken.base, ...broken.fault, images: [broken.base, broken.to] },
				...{ prelude: [{ words: upgradeTo(broken.to), exit: 3 }] },
				...{ call: wayBack, exit: 0, old: 'first', hasNew: false },
			};
		case 'undo':
			return {
				...{ name, base, images: [base, '0.2.0'] },
				prelude: [
					{ words: upgradeTo('0.2.0'), exit: 0 },
					{ words: wayBack, exit: 0 },
				],
				call: ['rollback', '--undo', '--allow-irreversible'],
				...{ exit: 0, old: 'beginning', hasNew: true },
			};
		default:
			return name satisfies never;
	}
}
