/** What asks the operator to do something, in English, French and German. */
const verbs =
	'(?:run|re-?run|set|unset|make sure|ensure|check|verify|confirm|stop|start|restart|shut|rotate|revoke|replace|rename|move|copy|add|adjust|adapt|update|upgrade|back ?up|backup|export|import|rebuild|recreate|re-?create|regenerate|re-?generate|re-?index|delete|remove|disable|enable|review|merge|change|edit|switch|migrate|convert|reset|reconfigure|re-?enter|clear|pull|execute|apply|take|create|install|uninstall|mount|use|put|turn|give|grant|increase|raise|allow|log out|sign out|reload|redeploy|repeat|compare|read|choose|pin|configure|provide|open|drop|vacuum)';
/** What is changed on a host: an order to the operator, and no feature, has one of them after its verb. */
const yours =
	'(?:your|the (?:\\S+ )?(?:file|files|config\\w*|database|container|containers|server|service|services|volume|volumes|index|instance|environment|stack|compose file)|docker|compose|all (?:workers|services|containers))';

const upgrading =
	'(?:upgrad(?:e|ing)|updat(?:e|ing)|install(?:ing)?|(?:re)?start(?:ing)?|pull(?:ing)?|deploy(?:ing)?|migrat(?:e|ing)|continu(?:e|ing)|go(?:ing)? on|proceed(?:ing)?)';
const modal =
	"(?:must|have to|has to|need to|needs to|should|ought to|will (?:have|need) to|may need to|might need to|'ll need to|are (?:strongly )?advised to|are (?:strongly )?encouraged to)";
const people =
	'(?:you|any(?:one|body)(?: (?:who|whose|with) [^,.;]{1,60})?|every(?:one|body)(?: (?:who|whose|with) [^,.;]{1,60})?|those (?:who|with) [^,.;]{1,60}|admins?|administrators?|operators?|maintainers?|(?:server |instance )?owners?(?: of [^,.;]{1,40})?|installations?|instances?|deployments?|users?(?: (?:of|who|with) [^,.;]{1,40})?|self-hosters)';

const given = (source: string) => new RegExp(source, 'iu');

/** Counts wherever the line stands, but for harmless headings. */
export const asked: readonly RegExp[] = [
	/\baction (?:is )?(?:required|needed)\b|\bmanual (?:intervention|steps?|actions?|migration|changes?) (?:is |are )?(?:required|needed|necessary)\b/i,
	given(`\\b${people} ${modal}\\b`),
	given(
		`\\b(?:must|has to|have to|needs? to|should) (?:now |first |all |also )?be (?:re-?)?(?:run|executed|restarted|reindexed|re-indexed|indexed|migrated|mounted|recreated|adapted|adjusted|updated|changed|moved|copied|renamed|ended|stopped|upgraded|reviewed|compared|backed up|taken|repeated|reconfigured|granted|installed)\\b`,
	),
	given(`\\b(?:before|prior to) (?:you |the |your )?(?:${upgrading}|first start)\\b`),
	/\bindex(?:es)? (?:must|has to|have to|needs? to|should) be (?:re-?built|re-?created)\b/i,
	/\bit (?:is|will be|may be) (?:necessary|required|needed|mandatory) to\b|\bes ist (?:notwendig|nötig|erforderlich)\b|\bil est nécessaire de\b/i,
	/\b(?:do not|don['’]t) forget\b|\b(?:remember|be sure) to\b|\b(?:restart|re-?login|re-?index|re-?scan) (?:is )?(?:required|needed|necessary)\b|\bre-?authenticat\w+\b[^.]*\b(?:required|needed|necessary|again)\b/i,
	/\bbitte\b|\b(?:empfehlen|empfohlen|nicht vergessen)\b|\bn[’']oubliez pas\b|\bassurez-vous\b|\b(?:est|fortement) (?:recommandé|conseillé)\b/i,
	/^(?:change|rotate|revoke|reset|renew|regenerate|replace)\b[^.]*\b(?:keys?|passwords?|tokens?|secrets?|certificates?|credentials)\b/i,
	/\b(?:administrat\p{L}*|utilisateurs|utilisatrices|instances|vous) (?:doi(?:t|vent)|dev\p{L}+)\b/iu,
	/\bwe (?:strongly |highly )?(?:advise|urge|recommend)\b/i,
	given(`^(?:please|bitte|veuillez|merci de)\\b`),
	given(`[;:,.–—]\\s*(?:so |please |and |then )*(?:please )?${verbs} (?:\\S+ )?${yours}`),
	given(
		`[;:.–—]\\s*(?:please )?(?:rebuild|re-?index|re-?run|run|regenerate|recreate|adjust|adapt) (?:it|them|this)\\b`,
	),
	given(`\\b${verbs}\\b[^.]{0,80}\\bafter (?:the |you |this )?(?:${upgrading})\\b`),
	given(`^${verbs}\\b[^.]{0,80}\\bonce\\b`),
	given(`^(?:run|execute) the\\b`),
	given(`^copy the\\b`),
	given(
		`\\b${modal}\\b[^.]*\\b(?:by hand|manually)\\b|\\b(?:run|rebuild|update|upgrade|change|set|move)\\b[^.]*\\b(?:by hand|manually)\\b`,
	),
	/\b(?:we|it is|is|are) (?:strongly |highly )?(?:recommend|advise)(?:d|s)?\b[^.]*\b(?:to|that|you|before|after|rotat\w+|back\w*|updat\w+|upgrad\w+)\b/i,
	/\bil faut\b|\bvous devez\b|\bvous devrez\b|\bpensez à\b|\bà la main\b|\bmanuellement\b|\b(?:doit|doivent) (?:\p{L}+ )?être (?!supérieur|inférieur)\p{L}+|\bavant (?:de |la |toute )?(?:mettre à (?:jour|niveau)|mise à (?:jour|niveau)|migration|démarr\p{L}+|continuer)\b/iu,
	/\bvon Hand\b|\bmanuell\b|\b(?:muss|müssen|sollten?)\b[^.]*\b\p{L}+(?:en|t)\b(?: werden)?|\bvor (?:dem|der) (?:Update|Upgrade|Aktualisierung|Start)\b|\b\p{Lu}\p{L}+n Sie\b/u,
];

/** Counts under a heading of upgrade notes as well: there a sentence that begins with a verb is an order. */
export const askedOnUpgrade: readonly RegExp[] = [
	given(`^(?:first|then|next|finally|also|afterwards|now)?,? ?${verbs}\\b(?! (?:is|are|was|has)\\b)`),
	given(`^(?:if|when|before|after|once|for|on|in|with|unless)\\b[^,:]*[,:] ?(?:please )?${verbs}\\b`),
	given(`\\b${modal} (?:re-?)?${verbs}\\b`),
	/\b(?:needs?|requires?) (?:a |an |one |some )?(?:manual|full re-?index|re-?index|restart|intervention|new (?:key|secret|token)s?)/i,
	given(`[:;–—] (?:please )?${verbs}\\b`),
	/^(?:Nach|Vor|Bei|Zum|Beim)\b[^.]*\s\p{Ll}+(?:en|ern|eln)\.?$/u,
	/^(?:Après|Avant|Pour)\b[^.]*,? \p{L}+(?:ez|er)\b/u,
	/^\p{Lu}\p{L}+ez\b|[,:] \p{L}+ez (?:le|la|les|l’|l'|votre|vos)\b/u,
];

/** Looks like an order, and is none. */
export const nothingAsked =
	/\b(?:no (?:\p{L}+ )?(?:manual |special |further )?(?:steps?|action|intervention|changes?)|nothing to do|as always|as usual|automatically|no need to|(?:do|does|need) not (?:need|have) to|don't (?:need|have) to|not required|optional(?:ly)?|can now|aucune action|keine (?:\p{L}+ )?(?:schritte|aktion))\b/iu;
