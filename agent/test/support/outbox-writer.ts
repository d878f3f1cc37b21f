// A process that fills an outbox until it is killed. It prints each number once the message with it is durable, and
// answers `take <n>` lines on stdin by acknowledging up to n messages, printing their texts first.
import { Outbox } from '../../src/outbox/outbox.ts';
import { eventDraft } from './messages.ts';
import { takeAll } from './outbox.ts';

const [directory, from, deliver] = process.argv.slice(2);
const outbox = await Outbox.open(directory!);
process.stdout.write('open\n');
const delivering = async () => {
  for (;;) {
    for (const { id, message } of await takeAll(outbox)) {
      process.stdout.write(`got ${message} ${id}\n`);
      await outbox.acknowledge([id]);
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
};
if (deliver === 'deliver') void delivering();
for (let number = Number(from); ; number++) {
  const { id, seq } = await outbox.put(eventDraft(String(number)));
  process.stdout.write(`put ${number} ${id} ${seq}\n`);
}
