import type { Mark } from '../changelog.ts';
import { asked, nothingAsked } from './actions.ts';
import type { Heading } from './headings.ts';
import { anyProduct } from './products.ts';

export type Rule = {
	readonly mark: Mark;
	/** Any of these sets the mark. */
	readonly words: readonly RegExp[];
	/** And none of these. */
	readonly but?: RegExp;
	/** Counts below a calm heading too. */
	readonly calm?: true;
	/** Counts below these headings alone. */
	readonly under?: readonly Heading['kind'][];
	/** Does not count below these: what is new takes nothing away. */
	readonly notUnder?: readonly Heading['kind'][];
};

const version = String.raw`v?\d+(?:\.[\dx]+)*`;
const needs =
	'requires?|required|needs?|needed|minimum|minimal|at least|oldest|lowest|raised?|bump(?:s|ed)?|nécessaire|nécessite|requis\\w*|au moins|minimale?|benötigt|mindestens|erforderlich|vorausgesetzt|upgrade to|mindestversion';
const orNewer = String.raw`(?:\+|(?:,? (?:or|and) (?:newer|later|above|higher|up|greater|more recent))|(?: (?:oder|und) (?:neuer|höher|später))|(?: (?:ou|et) (?:plus récent\w*|supérieure?s?|ultérieure?s?|plus)))`;
const over =
	"drop\\w*|remov\\w*|discontinu\\w*|end(?:s|ed)? (?:of )?support|support (?:has|is|was) (?:been )?(?:ended|over)|no longer (?:supported|works?|tested)|not supported|unsupported|won['’]t|cannot|any (?:more|longer)|end[- ]of[- ]life|reached its end|eol|n[’']est plus|ne sont plus|nicht mehr|entfällt|abandon\\w*|fin de";
/** A data base's objects, and what is no such although it sounds like it. */
const objects = '(?:columns?|tables?|rows?|records?|entries|colonnes?|Spalten?|Tabellen?|Zeilen?)';
const store =
	'(?:database|data|schema|attachments?|files?|uploads|media|thumbnails?|tables?|columns?|rows|records|users|accounts|sessions|events|messages|passwords|tokens|secrets|credentials|storage|index(?:es)?|history|assets?|metadata|documents|notes|permissions|roles|entries|images|posts|statistics|logs)';
const onStart =
	'(?:(?:at|on|during|with|upon) (?:the |its |every |each )?(?:first |next )?(?:start(?:-?up)?|boot|launch|upgrade|update|run|migration)|in the background|over the (?:following|next) (?:hours|days|minutes))';

const deletedPassive =
	/(?<!\b(?:when|if|while|after|once|whose|where|until|before)\b[^,.;]*|\b(?:that|which|who) )\b(?:is|are|will be|get|gets)(?: \p{L}+ly| now| then)* (?:deleted|dropped|purged|erased|wiped|discarded|truncated|emptied|pruned|lost)\b/iu;

/** What a later version will do. */
export const announced =
	/\b(?:the next (?:\p{L}+ )?(?:versions?|releases?)|next (?:year|major|minor)|in (?:a|an?other|one of the) (?:future|coming|next|later)|plan(?:ned|s|ning)? to|will (?:soon )?be (?:removed|dropped|discontinued)|will (?:go away|disappear|soon)|we will (?:stop|drop|remove|end)|scheduled (?:for|to)|nächste\p{L}* (?:\p{L}+)?version|prochaine version|sera (?:supprimée?|retirée?))\b/iu;

export const rules: readonly Rule[] = [
	{
		mark: 'breaking',
		words: [
			/^\W*breaking(?: changes?)?\W*[:!)\]—–-]|[[(]breaking(?: change)?[\])]|\b(?:a|potentially|is|this) breaking(?: change)?\b|\bbreaking change:|💥|:boom:/i,
			/\b(?:is|are|now|api-?)\s?(?:backwards?[- ])?incompatible\b|\bbackwards?[- ]incompatible\b|\binkompatibel\b|\bincompatible :|\bpas compatible/i,
			/\bno longer (?:be )?(?:accept(?:s|ed)?|return(?:s|ed)?|works?|reads?|supports?|possible|valid|allow(?:s|ed)?|exposed?|exposes|includes?|included|loads?|loaded|served|trusted|sent|runs? as|honou?red|installed|starts?)\b/i,
			/\b(?:must|has to|have to|needs? to|will need to) (?:now )?be (?:re-?(?:generated|built|created|issued|written|compiled|entered|set|newed|placed|linked|configured)|adapted|adjusted|updated|renamed|rewritten|changed|mounted)\b/i,
		],
		but: /\b(?:search |full[- ]text )?index(?:es)?\b(?:[^.]|\.\S)*\brebuilt\b|\bnon-breaking\b|\b(?:no|without|explain|avoid\w*|announce\w*|describe) (?:\p{L}+ )?breaking\b/iu,
		calm: true,
	},
	{
		mark: 'breaking',
		words: [
			/\bnow\b[^.]*\b(?:instead of|rather than)\b|\bno longer\b(?! (?:needed|necessary|required|available|supported|shipped|published|built|provided|maintained|part|included|bundled))|\b(?:can|do|does|is|are|will)(?:not| not|n't)\b[^.,;]*\b(?:any ?more|any longer)\b|\b(?:becomes?|is|are) (?:now )?(?:invalid|mandatory|read-only)\b|\b(?:has|have) to be\b|\bmust now\b|\bonly\b[^.]*\bfrom now on\b|\bnow listens?\b|\blistens? on\b[^.]*\bnow\b|\bno longer (?:follows?|uses?|falls?|creates?|sets?|sends?|redirects?|contains?|matches|inherits?|defaults?|evaluated|shipped|bundled)\b/i,
			/(?<!\b(?:or|otherwise|else|so that)\b(?:[^.]|\.\S)*)\b(?:is|are|get|now) (?:now |always )?(?:rejected|refused|forbidden|blocked|denied|enforced|invalidated|invalid|mandatory|validated|ignored|stripped|signed out|logged out)\b/i,
			/\bnow (?:requires?|needs?|expects?|rejects?|refuses?|returns?|responds?|fails?|enforces?|answers?|listens?|runs? as|expires?|defaults?)\b/i,
			/\b(?:stops?|will stop|stopped|cease) (?:work|load|start)ing\b|\bwill (?:not|no longer) (?:work|start|load|be (?:read|accepted|loaded))\b|(?<!\b(?:or|otherwise|else)\b(?:[^.]|\.\S)*)\b(?:refuses?|fails?) to start\b/i,
			/\bdefault\w*\b(?:[^.]|\.\S)*\b(?:changed|changes|instead of|rather than|previously|formerly|used to be|was|is now|has been)\b|\bdefault\b(?:[^.]|\.\S)* from \S+ to\b|\b(?:off|on|disabled|enabled|private|closed) by default now\b|\bnow (?:off|on|disabled|enabled|private|closed)(?: by default)?\b/i,
			/\b(?:is|are) (?:off|disabled|turned off|switched off) by default\b/i,
			/\b(?:have|has|was|were|is|are)(?: been)?(?: now)? (?:moved|relocated|renamed|reorgani[sz]ed|restructured|switched off|turned off)\b/i,
			/\b(?:has|have) been (?:replaced|removed|dropped|split|merged)\b|\bchanged? (?:its|their|the) (?:format|structure|name|type|signature|path|location|default)\b|\bchang(?:es|ed) from\b/i,
			/\bpar défaut\b(?:[^.]|\.\S)*\b(?:passe|est désormais|devient|était)|\bne (?:sont|est|fonctionnent?|peu(?:t|vent)|marchent?|accepte(?:nt)?|renvoie(?:nt)?) plus\b|\bn[’'](?:est|ont|a|accepte|existe)\w* plus\b(?! (?:disponible|fourni|inclus|prise? en charge|supporté))|\bne contien(?:t|nent) plus\b|\b(?:sont|est) (?:désormais |maintenant )?(?:refusée?s?|rejetée?s?|invalidée?s?|obligatoires?)\b|\brenommée?s? en\b/i,
			/\bnicht mehr\b(?! (?:unterstützt|verfügbar|enthalten|gepflegt))|\b\p{L}*[sS]tandard\p{L}*\b(?:[^.]|\.\S)*\b(?:jetzt|nun|statt)\b|\b(?:ist|lautet|heißt|liegt|läuft|gilt) (?:jetzt|nun|ab sofort)\b|\b(?:werden|wird) (?:jetzt |nun |ab sofort )?(?:abgelehnt|abgewiesen|verweigert|ungültig)\b|\bungültig\b/u,
		],
		but: /\bMindestversion\b|\bin the background\b|\b(?:search |full[- ]text )?index(?:es)?\b(?:[^.]|\.\S)*\brebuilt\b|\bwill be (?:removed|dropped) in\b|\b(?:no|without) breaking\b|\bnothing has to\b|\bwhich (?:ones )?(?:is|are) (?:in)?compatible\b/i,
		notUnder: ['added', 'settings', 'removed', 'requirements', 'schema'],
	},
	{
		mark: 'breaking',
		words: [
			/\b(?:instead|in place) of\b|\b(?:is|are) (?:kept|stored|expected|looked for|searched) (?:in|under|below|at)\b|\bruns? as\b/i,
		],
		under: ['packaging', 'changed'],
	},
	{
		mark: 'removed',
		words: [
			/^no more (?:images?|packages?|builds?|binaries|support)\b/i,
			/\b(?:was|were|is|are|has been|have been|now) (?:now |also |finally |completely |entirely )?(?:removed|dropped|discontinued|retired|gone|unsupported|(?:switched|turned) off for good)\b/i,
			/^(?:removes?|removed|drops?|dropped|discontinues?d?|retires?d?|delete|deleted|removal of|removing|dropping|end of)\b(?!-)(?! (?:a|an) \p{L}+ (?:from|when|without|in)\b)/iu,
			/\b(?:drops?|dropped|dropping|ends?|ended|removes?|removed|removing) (?:the )?support\b|\bsupport\b(?:[^.]|\.\S)*\b(?:removed|dropped|ended|ends)\b|\bno longer (?:available|supported|accepts?|returns?|returned|ships?|shipped|bundled?s?|bundled|included|part of|provided|published|built|maintained|distributed|offered|has any effect|exists?)\b|\bstop(?:s|ped)? (?:shipping|publishing|providing|supporting|bundling|building)\b|\bsunset\b|\breached (?:its )?end[- ]of[- ]life\b|\bnot supported any ?more\b|\b(?:has|have) gone\b|\bunsupported\b|\bno support for\b/i,
			/\bentfällt\b|\bentfallen\b|\b(?:wird|wurden?|werden)\b(?:[^.]|\.\S)*\bentfernt\b|\bnicht mehr (?:unterstützt|verfügbar|enthalten|ausgeliefert)\b|\bn(?:’|'|e )(?:est|sont) plus (?:prise?s?|disponibles?|fournie?s?|inclus\w*|supportée?s?)\b|\b(?:a|ont) été (?:supprimée?s?|retirée?s?)\b|^(?:suppression|retrait|fin) d/iu,
		],
		but: new RegExp(
			String.raw`\b(?:unused|stale|screenshots?|lock ?file|redundant|duplicate[ds]?|superfluous|unnecessary|in-house|typos?|flaky|dead code|leftover|obsolete (?:code|comments?|tests?)|lookup|imports|whitespace|flicker|button|trailing|debug|warnings?|logging|dependency|dependencies|in favou?r of \w+$|console|limit(?:ation)?s?|restrictions?)\b|\bwill be (?:removed|dropped)\b|\b${objects} (?:of the|\S+ )?(?:is|are|was|were|has been) (?:removed|dropped|deleted)\b|^(?:drop|remove|delete)\w* (?:the |all |old |legacy |obsolete )*(?:\S+ )?${objects}\b|\bMigration\b`,
			'i',
		),
		notUnder: ['schema'],
	},
	{
		mark: 'removed',
		words: [/\bno longer (?:available|supported|accepts?|returns?|returned)\b/i],
		calm: true,
	},
	{
		mark: 'deletes data',
		words: [
			deletedPassive,
			new RegExp(
				String.raw`^(?:\d+\W+|migration \S+ |the migration |it )?(?:drops?|deletes?|removes?|truncates?|purges?|erases?|wipes?)\b(?:[^.]|\.\S)*\b(?:${objects}|data)\b|\b(?:migration|upgrade|update|it|this|which|release|first start)\b[^.]{0,40}\b(?:drops|deletes|removes|truncates|purges|erases|wipes|empties)\b(?:[^.]|\.\S)*\b(?:${objects}|${store})\b`,
				'i',
			),
			new RegExp(
				String.raw`\b${objects}\b(?:[^.]|\.\S)*\b(?:is|are|was|were|will be) (?:dropped|deleted|removed|emptied)\b`,
				'i',
			),
			/\b(?:is|are|will be) (?:removed|cleared)\b(?:[^.]|\.\S)*\b(?:automatically|permanently|for good|older than|when the (?:new version|server|upgrade)|(?:at|on|during) (?:the )?(?:first start|start-?up|upgrade|update|migration))\b|\bolder than\b(?:[^.]|\.\S)*\b(?:is|are|will be) (?:removed|cleared)\b/i,
			/\b(?:statistics|counters?|history|preferences|customi[sz]ations?|view counts) (?:is|are|will be|get) reset\b/i,
			/\b(?:est|sont|sera|seront) (?:\p{L}+ )?(?:effacée?s?|purgée?s?|vidée?s?)/iu,
			/\bgeh(?:t|en) verloren\b|\b(?:est|sont|sera|seront) perdu\w*/i,
			/\bcannot be (?:restored|undone|recovered)\b|\b(?:irreversibl[ey]|irrevocabl[ey])\b|\b(?:is|are|will be) lost\b/i,
			/\b(?:Spalten?|Tabellen?|Zeilen?|Daten|Einträge|Protokolle|Entwürfe|Dateien)\b(?:[^.]|\.\S)*\b(?:gelöscht|verworfen|geleert)\b/i,
			/\b(?:colonnes?|tables?|lignes?|données|entrées|historiques?|brouillons|fichiers|journaux|sessions)\b(?:[^.]|\.\S)*\b(?:est|sont|sera|seront) (?:\p{L}+ )?(?:supprimée?s?|effacée?s?|vidée?s?|purgée?s?)/iu,
		],
		but: /\b(?:caches?|cookies?|cached|table of contents|prompt|dialogs?|who deleted|temporary|tests?|request|connection|packets?)\b/i,
		notUnder: ['requirements'],
	},
	{
		mark: 'deletes data',
		words: [/\b(?:wird|werden) (?:\p{L}+ )*(?:gelöscht|verworfen|geleert)\b/iu],
		but: /\b(?:cache|cookies|zwischenspeicher)\b/i,
		under: ['upgrade'],
	},
	{
		mark: 'deletes data',
		words: [/\bmigration \d\S* (?:drops?|deletes?|removes?|truncates?)\b/i],
		but: /\btable of contents\b/i,
		calm: true,
	},
	{
		mark: 'deletes data',
		words: [
			/^(?:drops?|dropped|deletes?|deleted|removes?|removed|truncates?d?)\b/i,
			new RegExp(
				`\\b${objects}\\b[^.]*\\b(?:dropped|removed|deleted|merged|gelöscht|entfernt|supprimée?s?)\\b`,
				'i',
			),
		],
		but: /\b(?:index(?:es)?|constraints?|views?|triggers?|functions?)\b/i,
		under: ['schema'],
	},
	{
		mark: 'deletes data',
		words: [
			/\b(?:and|with|including) all (?:of )?(?:its|their|the|stored)\b|\b(?:and|with|including) (?:its|their) (?:data|contents?|history|tables?)\b/i,
		],
		under: ['removed'],
	},
	{
		mark: 'migration',
		words: [
			/\bmigrations?\b|\balembic\b|\b(?:database|db) schema\b|\bschema (?:version|changes?|updates?|upgrades?|is|will be|has)\b|\bschéma de\b|\bDatenbankschema\b/i,
			new RegExp(
				String.raw`\b(?:migrates|migrated)\b|\bmigrate (?:the |all |existing |old |stored )*${store}\b`,
				'i',
			),
			/\b(?:adds?|new|drops?|dropped|removes?|rebuilds?|renames?|creates?)\b(?:[^.]|\.\S)*\b(?:columns?|tables?|index(?:es)?)\b|\bcolumns? [\w.]+ (?:is|was|are) \w+|\bindex on\b|\b(?:Spalten?|Tabellen?|colonnes?)\b(?:[^.]|\.\S)*\b(?:angelegt|hinzugefügt|gelöscht|entfernt|umbenannt|ajoutée?s?|supprimée?s?|renommée?s?)\b|\b(?:legt|ajoute|supprime|renomme)\w* (?:\S+ )?(?:\S+ )?(?:Spalten?|Tabellen?|colonnes?|tables?)\b/iu,
			new RegExp(
				String.raw`\b(?:rewritten|converted|re-?encrypted|back-?fill(?:ed|s)?|filled in|re-?computed|re-?calculated|moved|transferred|re-?hashed|re-?indexed|rebuilt|re-?processed|migrated|upgraded|updated)\b(?:[^.]|\.\S)*\b${onStart}`,
				'i',
			),
			new RegExp(
				String.raw`\b${onStart}(?:[^.]|\.\S)*\b(?:rewrites?|converts?|re-?encrypts?|rebuilds?|re-?computes|moves|re-?indexes|migrates|rewritten|converted|rebuilt|re-?indexed|upgrades the)\b`,
				'i',
			),
			/\b(?:upgrad(?:e|ing)|updat(?:e|ing)|(?:this|the new) (?:version|release)|first (?:start|boot|launch))\b(?:[^.]|\.\S)*\b(?:converts?|rewrites?|re-?encrypts?|rebuilds?|re-?indexes|moves|transfers|splits|merges|restructures|re-?organi[sz]es)\b/i,
			/\b(?:anew|again)\b[^.]*\b(?:first|next) start\b|\b(?:first start|starts? for the first time|starts? up)\b[^.]*\b(?:anew|again)\b/i,
			/\bmigrates? \p{L}+(?: \p{L}+)? (?:in)?to (?:the|a) (?:database|new)\b/iu,
			/\b(?:changes?|alters?|upgrades?|updates?|converts?) the (?:database|schema)\b|\bolder (?:versions?|releases?) can(?:not|['’]t| not)\b/i,
			/\bone-(?:time|off) (?:job|task|conversion|update|re-?index)\b|\b(?:database|tables?|library|index) (?:is|are|will be|gets?) (?:\p{L}+ly )?(?:upgraded|converted|rebuilt|restructured|updated|re-?organi[sz]ed)\b/iu,
			/\b(?:re-?hashed|re-?encrypted)\b|\b(?:are|is|will be|get) (?:converted|re-?indexed|backfilled|migrated)\b/i,
			/\b(?:au|lors du) premier (?:démarrage|lancement)\b|\b(?:beim|mit dem) (?:ersten|nächsten) (?:Start|Hochfahren)\b/i,
			/\bfirst (?:start|boot|start-?up|launch)\b(?:[^.]|\.\S)*\b(?:takes?|longer|slow\w*|minutes|hours|while)\b/i,
			/\b(?:downgrad\w+|going back|rolling back) (?:\p{L}+ )?(?:is|are) (?:not|im)\s?(?:possible|supported)|\bcan(?:not|'t| not) (?:be )?(?:downgraded?|go(?:ne)? back)\b/iu,
			/\bpartitioned\b|\bbackfill\w*/i,
			/\bbase de données (?:est|sera)\b|\bDatenbank\w*\b(?:[^.]|\.\S)*\b(?:umgestellt|migriert|aktualisiert|angepasst|konvertiert)\b|\bpremier démarrage\b(?:[^.]|\.\S)*\b(?:minutes?|long\w*|converti\w*|migr\w*)/i,
		],
		but: /\b(?:schema of colours?|colou?r schema|json schema|comparison|(?:columns?|tables?) (?:types?|views?|headers?|widths?|layouts?|pickers?|sorting|shows?)|table of contents|table view|index page|shortcuts? for tables?|your|helper|from scratch)\b|\bmigrations? (?:guide|assistant|wizard|page|tool|tests?|docs?|documentation|notes|screen|script|path)\b|\b(?:no|without|any|keine?|aucune) (?:\p{L}+ )?migrations?\b|\b(?:tests?|docs?|guide) (?:of|for|about) (?:the )?migrations?\b/iu,
	},
	{
		mark: 'migration',
		words: [
			/\bmigrations? \d/i,
			/\b(?:new|adds?(?: an?)?|missing) (?:\p{L}+ )?index(?:es)? (?:on|to|for) (?:the )?\S+/iu,
		],
		but: /\bindex page\b/i,
		calm: true,
	},
	{
		mark: 'migration',
		words: [
			/^(?:adds?|added|drops?|dropped|removes?|removed|renames?d?|creates?d?|new|changes?d?|unique|foreign|alters?|converts?|moves?|splits?|index)\b|\b(?:constraint|foreign key|index)\b/i,
			new RegExp(
				String.raw`\b(?:new|add\w*|drop\w*|remov\w*|renam\w*|chang\w*|delet\w*)\b(?:[^.]|\.\S)*\b${objects}\b|\b${objects}\b(?:[^.]|\.\S)*\b(?:dropped|removed|deleted|added|renamed|gelöscht|hinzugefügt|ajoutée?s?|supprimée?s?)`,
				'i',
			),
		],
		under: ['schema'],
	},
	{
		mark: 'minimum version',
		words: [
			new RegExp(String.raw`\b(?:${needs})\b[^.;]*${anyProduct}[^.;]*\d`, 'i'),
			new RegExp(String.raw`${anyProduct}[^.;\d]{0,30}${version}[^;]*\b(?:${needs})\b`, 'i'),
			new RegExp(String.raw`${anyProduct}[^.;\d]{0,20}(?:≥|>=?|=>)\s*${version}`, 'i'),
			new RegExp(String.raw`${anyProduct}[^.;\d]{0,25}${version}${orNewer}`, 'i'),
			new RegExp(
				`${anyProduct} (?:ab|à partir de|from|starting (?:with|from))(?: der| la)?(?: version)? ${version}`,
				'i',
			),
			new RegExp(
				String.raw`${anyProduct}[^.;]*\b(?:est|is|now|ist|lautet)\b[^.;]*\b(?:minimale?|minimum|mindest\w*)\b`,
				'i',
			),
			new RegExp(
				String.raw`${anyProduct}[^.;\d]{0,25}(?:older than|below|before|prior to) ${version}|\b(?:older than|below|before|prior to) ${anyProduct} ${version}`,
				'i',
			),
			new RegExp(String.raw`\b(?:${over})\b[^.;]*${anyProduct}(?: versions?)? ?(?:<=? ?)?${version}`, 'i'),
			new RegExp(String.raw`${anyProduct}(?: versions?)? ?${version}[^;]*\b(?:${over})\b`, 'i'),
		],
		but: /\b(?:tests?|workflow|builder|ci|dev(?:elopment)?) (?:image|workflow|container|only)\b|\b(?:works|tested|compatible) with\b/i,
	},
	{
		mark: 'minimum version',
		words: [new RegExp(String.raw`${anyProduct}(?: versions?)?[^.;\d]{0,12}${version}`, 'i')],
		but: /\b(?:works|tested|compatible|supported too|also)\b/i,
		under: ['requirements', 'removed'],
	},
	{
		mark: 'minimum version',
		words: [new RegExp(`\\b(?:minimum|lowest|oldest)\\b[^.;]*${anyProduct}[^.;]*\\d`, 'i')],
		calm: true,
	},
	{
		mark: 'manual action',
		words: asked,
		but: nothingAsked,
		notUnder: ['added', 'settings'],
	},
];

/** Under `Changed`: what is about looks and wording alone. */
export const looks =
	/\b(?:improve[ds]?|improvements?|clearer|nicer|faster|quicker|smoother|larger|smaller|bigger|wording|worded|reworded|icons?|colou?rs?|contrast|tooltips?|labels?|placeholders?|typos?|translations?|translated|layout|spacing|fonts?|animations?|sorted|sort order|looks?|design|redesign\w*|dark mode|logo|shows?|shown|displays?|displayed|tells?|readable|message|performance|speed|bump\w*|dependenc\w+|amélior\p{L}*|icônes?|couleurs?|traductions?|affich\p{L}*|plus (?:rapide|clair|lisible)\p{L}*|verbesser\p{L}*|schneller|Farben?|Symbole?|Übersetzung\p{L}*|übersichtlicher)\b/iu;
/** And what is not, whatever else it says. */
export const matters =
	/\b(?:defaults?|no longer|instead|rather than|must|required?|requires|rejected|refused|moved|renamed|replaced|removed|only|now (?:needs|requires|returns)|endpoints?|api|ports?|format|nicht mehr|statt|Standard\p{L}*|par défaut|plus acceptée?s?)\b|[A-Z]+_[A-Z]/u;
