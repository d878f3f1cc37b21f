import * as Radix from '@radix-ui/react-dropdown-menu';
import type { ReactNode } from 'react';
import { buttonClass, type Look } from './button.tsx';

const ITEM =
  'flex min-h-9 cursor-pointer items-center gap-2 rounded px-3 py-1 outline-none data-[highlighted]:bg-raised data-[disabled]:opacity-50';

/** A button that opens a menu. Not modal: a modal one would add a style element, which our policy forbids. */
export function Menu({
  label,
  look = 'plain',
  children,
  isIcon = false,
  icon,
}: {
  label: string;
  look?: Look;
  children: ReactNode;
  isIcon?: boolean;
  icon?: ReactNode;
}) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger className={buttonClass(look)} aria-label={isIcon ? label : undefined}>
        {icon}
        {!isIcon && label}
        {!isIcon && <span aria-hidden="true">▾</span>}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="panel z-50 max-h-[80vh] min-w-48 overflow-y-auto p-1 shadow-lg"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export const MenuItem = ({
  onSelect,
  children,
  isDangerous = false,
  isDisabled = false,
}: {
  onSelect: () => void;
  children: ReactNode;
  isDangerous?: boolean;
  isDisabled?: boolean;
}) => (
  <Radix.Item
    onSelect={onSelect}
    disabled={isDisabled}
    className={`${ITEM} ${isDangerous ? 'text-bad' : ''}`}
  >
    {children}
  </Radix.Item>
);

/** One of several, e.g. a language. */
export const MenuChoice = <T extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  label: string;
  value: T;
  choices: Readonly<Record<T, string>>;
  onChange: (value: T) => void;
}) => (
  <Radix.RadioGroup value={value} onValueChange={(chosen) => onChange(chosen as T)}>
    <Radix.Label className="px-3 pt-2 pb-1 text-muted">{label}</Radix.Label>
    {(Object.entries(choices) as [T, string][]).map(([key, word]) => (
      <Radix.RadioItem key={key} value={key} className={ITEM}>
        <span className="w-4" aria-hidden="true">
          <Radix.ItemIndicator>✓</Radix.ItemIndicator>
        </span>
        {word}
      </Radix.RadioItem>
    ))}
  </Radix.RadioGroup>
);

export const MenuLine = () => <Radix.Separator className="my-1 h-px bg-line" />;
