/** Releases of a repository, `owner/name`, and where GitHub's API answers. */
export type GitHubSource = { readonly github: string; readonly api: string };

export const publicGitHub = 'https://api.github.com';
/** GitHub gives no more of them at once. */
const releasesOnPage = 100;

/** The first page of its releases, the newest first. */
export const addressOnGitHub = ({ github, api }: GitHubSource) =>
	`${api.replace(/\/+$/, '')}/repos/${github}/releases?per_page=${releasesOnPage}`;

export const placeOnGitHub = ({ github, api }: GitHubSource) =>
	`releases of ${github} on ${isPublicGitHub(api) ? 'GitHub' : new URL(api).host}`;

export const isPublicGitHub = (api: string) => new URL(api).origin === publicGitHub;
