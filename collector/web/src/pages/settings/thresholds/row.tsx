import type { Thresholds } from '../../../api/types.ts';
import { Button } from '../../../components/button.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';
import { KEYS, RANGES, type Texts } from './draft.ts';

/** The thresholds of all machines, or of those with a tag. A field that is empty shows what counts then. */
export function ThresholdRow({
  name,
  texts,
  otherwise,
  onTexts,
  onRemove,
}: {
  name: string;
  texts: Texts;
  otherwise: Thresholds['builtIn'];
  onTexts: (texts: Texts) => void;
  onRemove?: () => void;
}) {
  const { t } = useSpeech();
  const words = t.thresholds;
  return (
    <tr>
      <td className="break-words">{name}</td>
      {KEYS.map((key) => (
        <td key={key}>
          <input
            className="field w-24"
            type="number"
            inputMode="decimal"
            {...RANGES[key]}
            aria-label={words.of(words.keys[key], name)}
            placeholder={otherwise[key] === null ? words.never : String(otherwise[key])}
            value={texts[key]}
            onChange={(event) => onTexts({ ...texts, [key]: event.target.value })}
          />
        </td>
      ))}
      <td>{onRemove && <Button onClick={onRemove}>{words.remove(name)}</Button>}</td>
    </tr>
  );
}
