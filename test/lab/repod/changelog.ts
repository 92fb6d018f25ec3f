import type { RepodVersion } from './versions.ts';
import { repodVersions } from './versions.ts';

/** 1.2.2 has none: a release may forget its section. */
const sections: Readonly<Record<string, string>> = {
	'1.2.1': `## v1.2.1 — 2026-07-24

### Modifié
- **Rupture** : les noms de paquets ne distinguent plus majuscules et minuscules ; les doublons sont à renommer avant la mise à jour
- Migration 0011 : nouvelle colonne \`packages.name_key\` avec un index unique`,
	'1.2.0': `## v1.2.0 — 2026-07-21

### Supprimé
- **Rupture** : la colonne \`packages.legacy_component\` disparaît (migration 0011) ; son contenu est perdu
### Corrigé
- Les dépôts vides ne font plus échouer la page d'accueil`,
	'1.1.1': `## v1.1.1 — 2026-07-18

### Ajouté
- Avis de sécurité par paquet (migration 0010)
### Corrigé
- La recherche ignore les espaces autour d'un nom`,
	'1.1.0': `## v1.1.0 — 2026-07-10

### Ajouté
- Analyse des vulnérabilités avec Grype
- Nouvelle variable \`GRYPE_DB_CACHE_DIR\` dans \`backend.env\`, par défaut \`/repos/grype-db\`
### Sécurité
- Les jetons d'API expirés sont refusés`,
	'1.0.0': `## v1.0.0 — 2026-07-01

### Modifié
- PostgreSQL remplace SQLite ; les images sont publiées`,
	'0.9.4': `## v0.9.4 — 2026-06-20

### Corrigé
- L'API attend l'index avant de répondre`,
	'0.9.3': `## v0.9.3 — 2026-06-18

### Modifié
- **Rupture** : les noms de paquets ne distinguent plus majuscules et minuscules (migration 0007)`,
	'0.9.2': `## v0.9.2 — 2026-06-15

### Supprimé
- **Rupture** : la colonne \`packages.legacy_component\` disparaît (migration 0007)`,
	'0.9.1': `## v0.9.1 — 2026-06-10

### Ajouté
- Verdict antivirus par paquet (migration 0006)
- Nouvelle variable \`GRYPE_DB_CACHE_DIR\` dans \`backend.env\`, par défaut \`/repos/grype-db\``,
	'0.9.0': `## v0.9.0 — 2026-06-01

### Ajouté
- Première version publique`,
};

/** Releases of 0.9.1 stand beside each other: none has the others in its history. */
const forks: readonly string[] = ['0.9.2', '0.9.3', '0.9.4'];

/**
 * The text of CHANGELOG.md in the vendor's form: no brackets, no blank line between releases. A
 * current stack has the newest file; a checkout has the one of its tag.
 */
export function changelogFile({ variant, version }: RepodVersion): string {
	const names = repodVersions
		.filter((candidate) => variant === 'current' || candidate.variant === 'classic')
		.map((candidate) => candidate.version)
		.filter((name) => variant === 'current' || name === version || (name < version && !forks.includes(name)))
		.reverse();
	const written = names.flatMap((name) => sections[name] ?? []);
	return `# Journal des modifications\n\n${written.join('\n')}\n`;
}
