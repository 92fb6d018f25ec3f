import { quote } from '../../docker/command.ts';
import { OperatorError } from '../../host/errors.ts';

/**
 * What a front says when the process of its run is gone and no result came.
 * @param said the last that the process said on stderr, where that was heard
 */
export const endedWithoutResult = (directory: string, pid: number | undefined, said = ''): OperatorError =>
	new OperatorError(`The run’s process${pid === undefined ? '' : ` ${pid}`} ended without a result.`, {
		exit: 3,
		advice: [
			...(said.trim() ? [said.trim()] : []),
			'What was begun stands in its journal.',
			`To see where it stands and to go on: lockkeeper --stack ${quote(directory)}`,
		],
	});
