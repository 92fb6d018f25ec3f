import type { Gate as AnyGate } from '../../run/gates.ts';
import { GateAcknowledge } from './gate-acknowledge.tsx';
import { GateChoose } from './gate-choose.tsx';
import { GateConfirm } from './gate-confirm.tsx';
import type { GateProps } from './gate-parts.ts';
import { GateTick } from './gate-tick.tsx';
import { GateType } from './gate-type.tsx';

/** The open question, by its kind. */
export function Gate(props: GateProps<AnyGate>) {
	const { gate } = props;
	switch (gate.kind) {
		case 'acknowledge':
			return <GateAcknowledge {...props} gate={gate} />;
		case 'confirm':
			return <GateConfirm {...props} gate={gate} />;
		case 'type':
			return <GateType {...props} gate={gate} />;
		case 'tick':
			return <GateTick {...props} gate={gate} />;
		case 'choose':
			return <GateChoose {...props} gate={gate} />;
		default:
			return gate satisfies never;
	}
}
