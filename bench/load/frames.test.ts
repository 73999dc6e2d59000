import { expect, test } from 'vitest';
import { dialects } from './dialects.ts';
import { clientFrame, readFrames } from './frames.ts';
import { packetReader, seqOf } from './packets.ts';
import { firstCounter, SendTemplate } from './template.ts';

/** A frame as a server sends it, without a mask. */
function serverFrame(text: string): Buffer {
  const body = Buffer.from(text);
  if (body.length < 126) return Buffer.concat([Buffer.from([0x81, body.length]), body]);
  const head = Buffer.from([0x81, 126, 0, 0]);
  head.writeUInt16BE(body.length, 2);
  return Buffer.concat([head, body]);
}

test('frames of every length are found whole, and a cut one is left over', () => {
  const texts = ['2', 'x'.repeat(125), 'y'.repeat(126), 'z'.repeat(60_000)];
  const bytes = Buffer.concat(texts.map(serverFrame));
  for (let cut = 0; cut < bytes.length; cut += 97) {
    const found: string[] = [];
    const collect = (_: number, all: Buffer, start: number, end: number) =>
      found.push(all.toString('utf8', start, end));
    const rest = readFrames(bytes, 0, cut, collect);
    readFrames(bytes.subarray(rest), 0, bytes.length - rest, collect);
    expect(found).toEqual(texts);
  }
});

test('a template carries its counter as ack id, in the text of 100 bytes and in the client id', () => {
  const frame = new SendTemplate(dialects.native, 'c1', null, 'me').with(firstCounter + 42);
  const text = frame.subarray(frame[1] === 0xfe ? 8 : 6).toString();
  expect(text.startsWith('421000042["send_message",')).toBe(true);
  const [, payload] = JSON.parse(text.slice(9));
  expect(payload.content).toHaveLength(100);
  expect(payload).toMatchObject({ conversationId: 'c1', clientId: 'me-1000042' });
  expect(payload.content.startsWith('1000042 ')).toBe(true);
  expect(frame.length).toBe(clientFrame(text).length);
});

test('acks and messages are told apart and read', () => {
  const native = packetReader(dialects.native);
  const ack = Buffer.from('31000007[{"ok":true,"message":{"id":"m","seq":12}}]');
  expect([
    native.kindOf(ack, 0),
    native.ackedCounter(ack, 0, ack.length),
    native.isOk(ack, 0),
    seqOf(ack, 0, ack.length),
  ]).toEqual(['ack', 1_000_007, true, 12]);
  const refusal = Buffer.from('31000007[{"ok":false,"error":{"code":"blocked"}}]');
  expect([native.kindOf(refusal, 0), native.isOk(refusal, 0)]).toEqual(['ack', false]);
  const message = Buffer.from('2["new_message",{"id":"m","seq":3,"content":"1000042 the"}]');
  expect([
    native.kindOf(message, 0),
    seqOf(message, 0, message.length),
    native.counterOf(message, 0, message.length),
  ]).toEqual(['message', 3, 1_000_042]);
  const other = Buffer.from('2["presence_update",{"userId":"u"}]');
  expect([native.kindOf(other, 0), seqOf(other, 0, other.length)]).toEqual(['other', -1]);
});

test('each wire has its own names for the same things', () => {
  const travel = packetReader(dialects.travel);
  const ack = Buffer.from('31000007[{"success":true,"message":{"id":"m","seq":12}}]');
  expect([travel.kindOf(ack, 0), travel.isOk(ack, 0), seqOf(ack, 0, ack.length)]).toEqual(['ack', true, 12]);
  const message = Buffer.from('2["message-received",{"id":"m","seq":3,"message_text":"1000042 the"}]');
  expect([travel.kindOf(message, 0), travel.counterOf(message, 0, message.length)]).toEqual(['message', 1_000_042]);
  const frame = new SendTemplate(dialects.telehealth, 'c1', 'd1', 'me').with(firstCounter + 42);
  expect(frame.toString()).toContain('"receiverId":"d1"');
});

test('in a namespace packets carry its name', () => {
  const market = packetReader(dialects.marketplace);
  const ack = Buffer.from('3/chat,1000007[{"success":true,"message":{"seq":12}}]');
  const told = [market.kindOf(ack, 0), market.ackedCounter(ack, 0, ack.length), market.isOk(ack, 0)];
  expect(told).toEqual(['ack', 1_000_007, true]);
  const message = Buffer.from('2/chat,["new_message",{"message":{"seq":3,"content":"1000042 the"}}]');
  expect([market.kindOf(message, 0), market.counterOf(message, 0, message.length)]).toEqual(['message', 1_000_042]);
  expect(market.kindOf(Buffer.from('2/chat,["message_received",{}]'), 0)).toBe('other');
  const frame = new SendTemplate(dialects.marketplace, 'c1', null, 'me').with(firstCounter + 42);
  expect(frame.toString()).toContain(
    '42/chat,1000042["send_message",{"conversationId":"c1","message":{"content":"1000042 ',
  );
});

test('raw frames are told apart by their type, and an ack by the message that it repeats', () => {
  const charity = packetReader(dialects.charity);
  const ack = Buffer.from('{"type":"message_sent","content":"1000042 the","seq":12}');
  const told = [charity.kindOf(ack, 0), charity.isOk(ack, 0), charity.ackedCounter(ack, 0, ack.length)];
  expect(told).toEqual(['ack', true, 1_000_042]);
  const message = Buffer.from('{"type":"message_received","content":"1000042 the","seq":12}');
  expect([charity.kindOf(message, 0), charity.counterOf(message, 0, message.length)]).toEqual(['message', 1_000_042]);
  const refusal = Buffer.from('{"type":"error","code":"FORBIDDEN"}');
  expect([charity.kindOf(refusal, 0), charity.isOk(refusal, 0)]).toEqual(['ack', false]);
  expect(charity.kindOf(Buffer.from('{"type":"read_receipt"}'), 0)).toBe('other');
});
