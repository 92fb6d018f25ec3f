import type { Heading } from './headings.ts';
import type { Reason } from './reason.ts';

/**
 * Environment variables that a line names: UPPER_SNAKE has an underscore in practice, abbreviations have none; one word in
 * capitals counts where the line calls it a variable. `GITEA__mailer__FROM` counts as well.
 */
export const variablesIn = (text: string): readonly string[] => [
	...new Set(
		[...text.matchAll(snake), ...text.matchAll(called)].map(([whole, name]) => name ?? whole).filter(isName),
	),
];

const snake = /(?<![\w./$-])[A-Z][A-Z0-9]*(?:__?[A-Z0-9]+)+(?!\w)|(?<![\w./$-])[A-Z][A-Za-z0-9]*(?:__\w+)+/g;
const called = /\bvariables?(?: d[’']environnement)?\s+[`“"']?([A-Z][A-Z0-9]{2,})(?![\w])/gi;
/** Of `called`, which reads words in any case. */
const isName = (name: string) => /^[A-Z][A-Z0-9]*(?:_|$)/.test(name) || /^[A-Z]\w*__/.test(name);

const gone =
	/\bremoved?\b|\bdropped\b|\bno longer (?:has|have|read|used|supported|evaluated|respected|recogni[sz]ed|takes|does)\b|\bno effect\b|\bnot (?:\w+ )?(?:any ?more|any longer)\b|\b(?:is|are) (?:gone|ignored|obsolete)\b|\bunused now\b|\bsupprimé|\bplus (?:lue?s?|utilisée?s?|prise?s? en compte)\b|\bentfernt\b|\bentfällt\b|\bentfallen\b|\bnicht mehr\b|\bignoriert\b/i;
const changed =
	/\brenam\w*|\bdefaults?(?: value)? (?:of|for)\b|\bdefaults? (?:to|is|has|was)\b|\bby default now\b|\bdeprecat\w*|\bin favou?r of\b|\binstead\b|\breplac\w*|\bsupersed\w*|\bsucceeded by\b|\bmerged into\b|\bis now\b|\bare now\b|\bnow (?:accepts?|takes?|expects?|defaults?|means?|allows?|also|uses?|needs? to)\b|\braised\b|\blowered\b|\bchanged\b|\b(?:has become|becomes|became)\b|\bmoved to\b|\bfrom now on\b|\binterpreted\b|\bmust (?:now )?(?:contain|start|end|include|point|be an?)\b|\balias\b|\b(?:is|are) (?:now )?called\b|\bsplit into\b|\bformerly\b|\bpreviously\b|\(was\b|\buse [A-Z]\w*_|\bheißt (?:jetzt|nun)\b|\bumbenannt\b|\bersetz\w*|\bstatt\b|\bstandardwert\b|\bveraltet\b|\brenommée?s?\b|\bremplac\w*|\bvaleur par défaut\b|\bobsolète\b|\bau lieu de\b/i;
const introduced =
	/\b(?:new|adds?|added|introduc\w*|requires?|required|mandatory|must be set|must be given|needs? to be set|has to be set|define|provide|can (?:now )?be \w+|now reads?|sets?|tells?|limits?|when|controls?|enables?|disables?|to (?:turn|switch|set|enable|disable|configure|control|limit|change|choose)|via|through|configurable|opt(?:ing)? (?:in|out)|overrid\w+|option|setting|parameter|respects?|honou?rs?|nouvel(?:le)?s?|ajout\w*|permet|neue?|obligatoire|pflicht|steuert|über)\b/i;
const newBeginning = /^(?:the )?(?:new|neue|nouvelle|add(?:s|ed)?|introduce[sd]?)\b/i;
/** A line that a variable begins, and what it is for follows. */
const stands = /^[A-Z][A-Z0-9]*_\w*(?:=\S+)?(?: \([^)]*\))?\s*[:–—-]\s/;
const strictlyNew = /\b(?:new|adds?|added|introduc\w*|nouvelle|neue)\b/i;
const strictlyChanged = /\brenamed?\b|\bdefault(?: value)? (?:of|for)\b|\bdefaults? to\b|\bin favou?r of\b/i;
/** What must be given before the app starts. */
const demanded =
	/\b(?:mandatory|obligatoire|pflicht(?:angabe)?)\b|\b(?:is|are) (?:now )?required\b|\b(?:must|has to|have to|needs? to) (?:now )?be (?:set|given|defined|provided|configured)\b|\brequires? that\b[^.]*\bset\b|\bmuss (?:jetzt |nun )?gesetzt\b|\bdoit (?:désormais )?être (?:définie|renseignée)\b/i;

export function variableReasons(text: string, { kind, calm, mark }: Heading): readonly Reason[] {
	const [name] = variablesIn(text);
	if (name === undefined) return [];
	const why = `names ${name}`;
	if (calm && kind !== 'removed' && ![strictlyNew, strictlyChanged, gone].some((words) => words.test(text)))
		return [];
	if (kind === 'removed' && calm === undefined) return [{ mark: 'changed variable', why }];
	if (gone.test(text)) {
		const reason: Reason = { mark: 'changed variable', why };
		const word = gone.exec(text)?.[0] ?? '';
		return calm ? [] : [reason, { mark: 'removed', why: `says “${word}”` }];
	}
	const isNew = newBeginning.test(text) && !/\brenam\w*|\breplac\w*/i.test(text);
	if (!isNew && (changed.test(text) || kind === 'removed' || mark === 'breaking'))
		return [{ mark: 'changed variable', why }];
	if (
		isNew ||
		stands.test(text) ||
		kind === 'added' ||
		kind === 'settings' ||
		introduced.test(text) ||
		demanded.test(text)
	) {
		const asked = demanded.exec(text)?.[0];
		return [
			{ mark: 'new variable', why },
			...(asked === undefined ? [] : [{ mark: 'manual action' as const, why: `says “${asked}”` }]),
		];
	}
	return [];
}
