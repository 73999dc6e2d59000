import {
  type EmojiPickerListCategoryHeaderProps,
  type EmojiPickerListEmojiProps,
  type EmojiPickerListRowProps,
  EmojiPicker as Picker,
} from 'frimousse';
import { useLanguage, useT } from '../../../i18n/use-t.ts';
import { resolveEmoji } from './emoji-data.ts';

const COLUMNS = 8;

function CategoryHeader({ category, ...props }: EmojiPickerListCategoryHeaderProps) {
  return (
    <div {...props} className="bg-surface px-2.5 pt-2 pb-1 text-xs font-medium text-muted">
      {category.label}
    </div>
  );
}

function Row({ children, ...props }: EmojiPickerListRowProps) {
  return (
    <div {...props} {...fromOne('aria-rowindex', props['aria-rowindex'])} className="scroll-my-1.5 px-1.5">
      {children}
    </div>
  );
}

function Emoji({ emoji, ...props }: EmojiPickerListEmojiProps) {
  return (
    <button
      type="button"
      {...props}
      {...fromOne('aria-colindex', props['aria-colindex'])}
      className="flex size-9 items-center justify-center rounded-md text-xl data-active:bg-subtle"
    >
      {emoji.emoji}
    </button>
  );
}

/** ARIA counts rows and columns from 1, the package from 0. */
function fromOne(name: 'aria-rowindex' | 'aria-colindex', index: number | undefined) {
  return { [name]: (index ?? 0) + 1 };
}

const components = { CategoryHeader, Row, Emoji };

/** Every emoji there is, by groups and by what they are called in the reader's language. */
export default function EmojiPicker({ onPick }: { readonly onPick: (emoji: string) => void }) {
  const t = useT('chat');
  const language = useLanguage();
  return (
    <Picker.Root
      locale={language}
      columns={COLUMNS}
      resolveEmojiData={resolveEmoji}
      onEmojiSelect={({ emoji }) => onPick(emoji)}
      className="flex h-80 w-76 max-w-full flex-col"
    >
      <div className="p-1.5">
        <Picker.Search
          autoFocus
          aria-label={t('emoji.search')}
          placeholder={t('emoji.search')}
          className="h-8 w-full rounded-md border border-control bg-surface px-2.5 text-sm focus-visible:outline-offset-0 pointer-coarse:h-10 pointer-coarse:text-lg [&::-webkit-search-cancel-button]:hidden"
        />
      </div>
      <Picker.Viewport className="relative min-h-0 flex-1 outline-none">
        <Picker.Loading className="absolute inset-0 flex items-center justify-center text-sm text-muted">
          {t('emoji.loading')}
        </Picker.Loading>
        <Picker.Empty className="absolute inset-0 flex items-center justify-center text-sm text-muted">
          {t('emoji.none')}
        </Picker.Empty>
        <Picker.List className="pb-1.5 select-none" components={components} />
      </Picker.Viewport>
    </Picker.Root>
  );
}
