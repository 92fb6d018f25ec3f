import { count, inWords } from '../text/list.ts';
import { defineCheck } from './check.ts';
import { composeCommand } from './shown.ts';

const secret = /SECRET|PASSWORD|PASSWD|TOKEN|CREDENTIAL|PRIVATE|(^|_)KEY($|_)/;

export const requiredVariables = defineCheck('required-variables', 'Variables', ({ facts }) => {
	const { files, missing, defaulted } = facts.environment;
	const inPlay = files.filter((file) => file.exists).map((file) => file.name);
	const absent = files.filter((file) => !file.exists).map((file) => file.name);
	const command = composeCommand(facts, 'config', '--quiet');
	const base = [
		inPlay.length === 0 ? 'no env file is there' : `${inWords(inPlay)} in play`,
		...(absent.length === 0 ? [] : [`${inWords(absent)} not there`]),
	].join(', ');
	const unreadable = files.find((file) => file.problem !== undefined);
	if (unreadable) {
		return {
			outcome: 'fail',
			evidence: `${base}; ${unreadable.name}: ${unreadable.problem}`,
			command,
			advice: `Mend ${unreadable.name}: what Compose reads from it is not certain.`,
		};
	}
	const place = absent[0] ?? inPlay.at(-1) ?? '.env';
	if (missing.length > 0) {
		return {
			outcome: 'fail',
			evidence: `${base}; no value for ${inWords(missing)}`,
			command,
			advice: `Give ${missing.length === 1 ? 'it' : 'each'} a value, e.g. in ${place}: the new version would not start, or not with your data.`,
		};
	}
	const { required } = facts.runbook;
	const weak = defaulted.filter((name) => secret.test(name) || required.includes(name));
	if (weak.length > 0) {
		return {
			outcome: 'warn',
			evidence: `${base}; ${inWords(weak)} from the Compose file's own default`,
			command,
			advice: `A default is the same everywhere and no secret. Set your own value, e.g. in ${place}, unless the data was made with this one.`,
		};
	}
	return {
		outcome: 'pass',
		evidence: `${base}; ${count(required.length, 'required variable')} set`,
		command,
	};
});
