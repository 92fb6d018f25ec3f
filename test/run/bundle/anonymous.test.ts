import { expect, test } from 'vitest';
import { anonymous, tellingHost } from '../../../source/run/bundle/anonymous.ts';

test.each<[string, string]>([
	['/home/ada/specivo/.env and /home/ada', '~/specivo/.env and ~'],
	['/home/adam/x, /home/bob/y', '/home/[user]/x, /home/[user]/y'],
	['/root/x but /rootfs and /srv/root/x', '~/x but /rootfs and /srv/root/x'],
	['on Nas7.example.org, nas7 and nas70', 'on [host], [host] and nas70'],
])('%s', (text, expected) => {
	const hide = anonymous({ homes: ['/root', '/home/ada', '/'], host: 'nas7.example.org' });
	expect(hide(text)).toBe(expected);
});

test.each<[string, string | undefined]>([
	['nas7', 'nas7'],
	['localhost', undefined],
	['specivo.example.org', undefined],
	['db', undefined],
])('whether the host %s can be told from words', (host, expected) => {
	expect(tellingHost(host, ['Specivo', 'db'])).toBe(expected);
});
