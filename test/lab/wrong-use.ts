/** The operator of the lab asked for something that cannot be: said in one sentence, exit code 2. */
export class WrongUse extends Error {
	override name = 'WrongUse';
}
